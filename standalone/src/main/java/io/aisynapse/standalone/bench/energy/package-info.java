/**
 * Energy and metrics beside other people's: {@link io.aisynapse.standalone.bench.energy.MetricsBench} writes a network
 * with its metrics, which {@code benchmarks/energy/compare.py} rebuilds; {@link
 * io.aisynapse.standalone.bench.energy.KeywordBench} rebuilds a published measurement.
 */
@NullMarked
package io.aisynapse.standalone.bench.energy;

import org.jspecify.annotations.NullMarked;

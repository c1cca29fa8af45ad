/**
 * Benchmarks of the engine alone, on networks made from a seed: {@link io.aisynapse.standalone.bench.engine.CubaBench}.
 */
@NullMarked
package io.aisynapse.standalone.bench.engine;

import org.jspecify.annotations.NullMarked;

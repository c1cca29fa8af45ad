/**
 * The engine's kernels in JMH, beside twins in C++ that are compiled on the spot: read {@link
 * io.aisynapse.benchmarks.kernel.KernelBench} first.
 */
@NullMarked
package io.aisynapse.benchmarks.kernel;

import org.jspecify.annotations.NullMarked;

/**
 * The metrics of NeuroBench (Yik et al. 2025, and its package's code, version 2.3), taken of a run on the chip. Read
 * {@link io.aisynapse.core.energy.neurobench.NeuroBench} first.
 */
@NullMarked
package io.aisynapse.core.energy.neurobench;

import org.jspecify.annotations.NullMarked;

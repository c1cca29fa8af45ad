/**
 * Sweeps: one model run on one chip with a figure of it changed, a job for each value. Read {@link
 * io.aisynapse.api.sweep.Sweeps} first.
 */
@NullMarked
package io.aisynapse.api.sweep;

import org.jspecify.annotations.NullMarked;

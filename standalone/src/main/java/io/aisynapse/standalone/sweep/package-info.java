/**
 * {@code ./synapse sweep}: a model on a chip with a figure of it changed, as a table. Read {@link
 * io.aisynapse.standalone.sweep.SweepRun} first.
 */
@NullMarked
package io.aisynapse.standalone.sweep;

import org.jspecify.annotations.NullMarked;

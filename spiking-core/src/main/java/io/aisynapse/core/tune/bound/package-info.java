/**
 * How far a serial program's answers can be from those of the real-valued network, sample by sample, by arithmetic
 * alone. Read {@link io.aisynapse.core.tune.bound.SerialBound} first.
 */
@NullMarked
package io.aisynapse.core.tune.bound;

import org.jspecify.annotations.NullMarked;

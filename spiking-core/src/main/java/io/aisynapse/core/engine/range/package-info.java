/**
 * How much of their range neurons use. Read {@link io.aisynapse.core.engine.range.RangeUse} first; knows the engine as
 * others see it.
 */
@NullMarked
package io.aisynapse.core.engine.range;

import org.jspecify.annotations.NullMarked;

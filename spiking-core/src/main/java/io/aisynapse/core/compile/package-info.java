/**
 * From a spiking network in real numbers to a core program: quantise, prove the ranges, cut, place. Read {@link
 * io.aisynapse.core.compile.Compiler} first; may not know engines.
 */
@NullMarked
package io.aisynapse.core.compile;

import org.jspecify.annotations.NullMarked;

/**
 * Level 4: the network in integers, placed on the cores of a chip. Written by the compiler, read by the engine and the
 * energy model; knows chips, shapes and findings, and nothing of how the program came about or is run. Read {@link
 * io.aisynapse.core.program.CoreProgram} first.
 */
@NullMarked
package io.aisynapse.core.program;

import org.jspecify.annotations.NullMarked;

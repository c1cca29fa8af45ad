/**
 * What the gate looks at before anything is imported: the file's kind, the model's header, functions, order of nodes,
 * inputs, and every stored tensor. Read {@link io.aisynapse.core.onnx.check.ModelChecks} first; knows only findings and
 * what was read.
 */
@NullMarked
package io.aisynapse.core.onnx.check;

import org.jspecify.annotations.NullMarked;

/**
 * What a tensor name stands for while a graph is imported, constants with their movements, and typed attributes. Read
 * {@link io.aisynapse.core.onnx.value.Value} first; may not know operators.
 */
@NullMarked
package io.aisynapse.core.onnx.value;

import org.jspecify.annotations.NullMarked;

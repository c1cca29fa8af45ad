/**
 * Level 1: ONNX bytes in, a real-valued network out, or every reason why not. Read {@link
 * io.aisynapse.core.onnx.OnnxGate} first, then {@link io.aisynapse.core.onnx.OnnxImporter}; may not know spikes or
 * chips. Operators are grouped by what they do: linear, point-wise, pooling, moving values about, and the tail.
 */
@NullMarked
package io.aisynapse.core.onnx;

import org.jspecify.annotations.NullMarked;

/**
 * Reads the ONNX protobuf into plain records, by hand and within limits: nothing is allocated by a size that a file
 * only claims, tensor data stay slices of the file. Read {@link io.aisynapse.core.onnx.proto.OnnxReader} first; knows
 * nothing but findings. Field numbers are those of the public {@code onnx.proto}.
 */
@NullMarked
package io.aisynapse.core.onnx.proto;

import org.jspecify.annotations.NullMarked;

/**
 * Splits a model that cannot become spikes as a whole: what the importer took stays a network, the rest becomes ONNX
 * models of their own that ONNX Runtime runs in front of the network or on its decoded values. Read {@link
 * io.aisynapse.core.onnx.hybrid.Partition} first, then {@link io.aisynapse.core.onnx.hybrid.Front}; knows what was read
 * from the file and, through {@link io.aisynapse.core.onnx.hybrid.Known}, what the importer made of each tensor.
 */
@NullMarked
package io.aisynapse.core.onnx.hybrid;

import org.jspecify.annotations.NullMarked;

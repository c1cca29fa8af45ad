package io.aisynapse.core.onnx.hybrid;

import io.aisynapse.core.onnx.hybrid.Known.Computed;
import io.aisynapse.core.onnx.hybrid.Known.Folded;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a graph is cut.
 *
 * @param nodes of the remainder, producers first
 * @param crossing tensors that the spiking part yields and the remainder reads, in a fixed order
 * @param exact inputs of the graph that the remainder reads as they are
 * @param initializers that the remainder reads
 * @param shapes integer tensors that were known at import, with their values
 * @param outputs tensors that are the answer
 */
record Cut(
        List<Integer> nodes,
        Map<String, Computed> crossing,
        Set<String> exact,
        Set<String> initializers,
        Map<String, Folded> shapes,
        List<String> outputs) {}

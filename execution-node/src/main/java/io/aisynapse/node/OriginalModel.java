package io.aisynapse.node;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import io.aisynapse.core.onnx.OnnxImporter;
import io.aisynapse.reference.ReferenceModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model that a program was made of.
 *
 * @param bytes which pass the gate
 * @param output the ONNX output to compare with
 * @param classes what each output stands for; null when the answer is no class
 */
record OriginalModel(byte[] bytes, ModelInput input, String output, long @Nullable [] classes) {
    /** Passes the bytes through the gate once more: a node trusts no blob. */
    static OriginalModel read(byte[] bytes) {
        AnnGraph graph = OnnxImporter.importModel(OnnxGate.check(bytes, GateLimits.defaults()));
        return new OriginalModel(bytes, graph.input(), graph.referenceOutput(), classesOf(graph));
    }

    /** The model's own labels where they are numbers, else the indices. */
    private static long @Nullable [] classesOf(AnnGraph graph) {
        if (!graph.tail().classification()) {
            return null;
        }
        List<String> labels = graph.tail().labels();
        long[] classes = new long[graph.output().shape().size()];
        boolean numbers =
                labels.size() == classes.length && labels.stream().allMatch(label -> label.matches("-?\\d{1,18}"));
        for (int i = 0; i < classes.length; i++) {
            classes[i] = numbers ? Long.parseLong(labels.get(i)) : i;
        }
        return classes;
    }

    ReferenceModel open() {
        return ReferenceModel.open(bytes, input, List.of(output));
    }
}

package io.aisynapse.converter;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.protocol.client.WorkFailedException;
import io.aisynapse.protocol.problem.ErrorKind;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.reference.ReferenceModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds every tensor of an imported network against ONNX Runtime, on a few samples.
 *
 * @param tensors compared
 * @param samples each was compared on
 * @param tolerance largest relative error that was allowed
 * @param largestError that was met: largest difference over largest magnitude of a tensor
 * @param worstTensor where it was met
 */
record TensorCheck(int tensors, int samples, double tolerance, double largestError, String worstTensor) {
    private static final int SAMPLES = 4;
    private static final double TOLERANCE = 1e-4;
    private static final double HALF_TOLERANCE = 1e-2;

    /** A few levels of 127. */
    private static final double QUANTISED_TOLERANCE = 5e-2;

    private static final float SMALLEST_MAGNITUDE = 1e-3f;

    /** @throws WorkFailedException of the internal kind, since it is our import that is wrong then */
    static TensorCheck compare(byte[] model, CheckedModel checked, CalibrationSet set) {
        float[][] samples = set.samples();
        AnnGraph graph = checked.graph();
        List<Integer> nodes = comparable(graph);
        List<String> tensors =
                nodes.stream().map(node -> graph.nodes().get(node).tensor()).toList();
        int count = Math.min(SAMPLES, samples.length);
        double tolerance = toleranceFor(checked);
        TensorCheck result = new TensorCheck(nodes.size(), count, tolerance, 0, "");
        AnnRunner runner = new AnnRunner(graph);
        try (ReferenceModel reference = ReferenceModel.open(model, checked.inputs(), tensors)) {
            for (int s = 0; s < count; s++) {
                float[][] wanted = reference.run(samples[s]);
                Map<String, float[]> known = new HashMap<>();
                for (int i = 0; i < wanted.length; i++) {
                    known.put(tensors.get(i), wanted[i]);
                }
                float[][] seen = runner.run(set.fed()[s], checked.isQuantised() ? known : Map.of());
                for (int i = 0; i < wanted.length; i++) {
                    result = result.with(tensors.get(i), relativeError(seen[nodes.get(i)], wanted[i]));
                }
            }
        }
        result.requireSmall();
        return result;
    }

    /** Of a quantised model each node is held against its own inputs, lest a level's difference grows on its way. */
    private static double toleranceFor(CheckedModel checked) {
        if (checked.isQuantised()) {
            return QUANTISED_TOLERANCE;
        }
        boolean isHalf = checked.graph().halfPrecision() || checked.summary().halfPrecision();
        return isHalf ? HALF_TOLERANCE : TOLERANCE;
    }

    /** Nodes whose tensor exists in the model, each tensor once; the input needs no comparison. */
    private static List<Integer> comparable(AnnGraph graph) {
        List<Integer> nodes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            AnnNode node = graph.nodes().get(i);
            boolean isInput = node.layer() instanceof AnnLayer.Input
                    || graph.inputs().stream().anyMatch(input -> input.name().equals(node.tensor()));
            if (!isInput && !node.tensor().isEmpty() && seen.add(node.tensor())) {
                nodes.add(i);
            }
        }
        return nodes;
    }

    /** NaN and a wrong size count as infinitely wrong. */
    static double relativeError(float[] seen, float[] wanted) {
        if (seen.length != wanted.length) {
            return Double.POSITIVE_INFINITY;
        }
        float magnitude = SMALLEST_MAGNITUDE;
        float difference = 0;
        for (int i = 0; i < seen.length; i++) {
            magnitude = Math.max(magnitude, Math.abs(wanted[i]));
            difference = Math.max(difference, Math.abs(seen[i] - wanted[i]));
        }
        double error = difference / magnitude;
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }

    private TensorCheck with(String tensor, double error) {
        return error > largestError ? new TensorCheck(tensors, samples, tolerance, error, tensor) : this;
    }

    private void requireSmall() {
        if (largestError > tolerance) {
            String message = "our reading of tensor %s differs from ONNX Runtime's by %.3g, more than %.0e"
                    .formatted(worstTensor, largestError, tolerance);
            throw new WorkFailedException(new WorkFailure(ErrorKind.INTERNAL, "import-differs", message, List.of()));
        }
    }
}

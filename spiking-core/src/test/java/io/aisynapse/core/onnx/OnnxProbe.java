package io.aisynapse.core.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxReader;
import io.aisynapse.core.onnx.proto.ReadFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** What the tests of this package ask of models. */
final class OnnxProbe {
    private OnnxProbe() {}

    static byte[] fixture(String path) {
        try (InputStream bytes = OnnxProbe.class.getResourceAsStream("/fixtures/" + path)) {
            assertNotNull(bytes, path);
            return bytes.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static AnnGraph imported(byte[] model) {
        return OnnxImporter.importModel(OnnxGate.check(model, GateLimits.defaults()));
    }

    static List<Finding> findings(byte[] model) {
        return assertThrows(RejectedModelException.class, () -> OnnxGate.check(model, GateLimits.defaults()))
                .findings();
    }

    /** Why a model does not become spikes as a whole. */
    static List<Finding> reasons(byte[] model) {
        return assertThrows(RejectedModelException.class, () -> imported(model)).findings();
    }

    /** The model is refused with exactly one finding, of this code. */
    static Finding onlyFinding(String code, byte[] model) {
        List<Finding> findings = findings(model);
        assertEquals(List.of(code), findings.stream().map(Finding::code).toList(), findings::toString);
        return findings.getFirst();
    }

    static List<String> outputsOf(byte[] model) {
        try {
            OnnxModel read = OnnxReader.read(model, GateLimits.defaults().read());
            OnnxModel.Graph graph = read.graph();
            return graph == null
                    ? List.of()
                    : graph.outputs().stream().map(OnnxModel.Value::name).toList();
        } catch (ReadFailure failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Every node that names a tensor holds what ONNX Runtime computes for it; returns how many were compared. */
    static int assertAgrees(AnnGraph graph, float[] sample, Map<String, float[]> reference, double tolerance) {
        float[][] values = new AnnRunner(graph).run(sample);
        int compared = 0;
        for (int index = 1; index < values.length; index++) {
            AnnNode node = graph.nodes().get(index);
            float[] wanted = reference.get(node.tensor());
            if (wanted != null) {
                double error = relativeError(values[index], wanted);
                assertTrue(error <= tolerance, () -> node.name() + " is off by " + error);
                compared++;
            }
        }
        return compared;
    }

    /** The largest difference, by the largest magnitude of the reference. */
    static double relativeError(float[] seen, float[] wanted) {
        assertEquals(wanted.length, seen.length);
        double most = 1e-6;
        double error = 0;
        for (int i = 0; i < wanted.length; i++) {
            most = Math.max(most, Math.abs(wanted[i]));
            error = Math.max(error, Math.abs((double) wanted[i] - seen[i]));
        }
        return error / most;
    }
}

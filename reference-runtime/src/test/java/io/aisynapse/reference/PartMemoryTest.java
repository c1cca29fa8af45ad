package io.aisynapse.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartMemoryTest {
    /** Hardmax of 12,000 values and their products with each other: 144 million values, of a file of 373 bytes. */
    @Test
    void aRemainderThatGrowsBeyondTheMemoryIsRefusedBeforeItRuns() throws IOException {
        CheckedModel checked = checked("/io/aisynapse/reference/outer_product_remainder.onnx");
        List<Finding> findings = assertThrows(RejectedModelException.class, () -> AnswerModel.outputs(checked))
                .findings();
        assertEquals(
                List.of("tensor-too-large"),
                findings.stream().map(Finding::code).toList());
        assertTrue(findings.getFirst().toText().contains("144000000"), findings::toString);
    }

    @Test
    void anOrdinaryHybridIsNot() throws IOException {
        for (String name : List.of("digits_gru_hybrid", "digits_gru_first")) {
            CheckedModel checked = checked("/fixtures/models/" + name + ".onnx");
            assertTrue(checked.isHybrid());
            assertEquals(10, AnswerModel.outputs(checked).getFirst().size());
        }
    }

    private static CheckedModel checked(String path) throws IOException {
        try (InputStream bytes = PartMemoryTest.class.getResourceAsStream(path)) {
            if (bytes == null) {
                throw new IllegalStateException("no fixture " + path);
            }
            return OnnxGate.check(bytes.readAllBytes(), GateLimits.defaults());
        }
    }
}

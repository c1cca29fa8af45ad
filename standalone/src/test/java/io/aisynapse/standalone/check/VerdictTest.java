package io.aisynapse.standalone.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.standalone.client.ApiAnswer;
import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void aLineNamesTheFileTheCodeTheFirstFindingAndHowManyMoreThereAre() {
        ApiAnswer answer = new ApiAnswer(422, ProtocolJson.mapper().readTree("""
                {"code": "unsupported-op", "errors": [
                  {"pointer": "node If_2", "detail": "node If_2: If"}, {"pointer": "node Loop_3", "detail": "Loop"}]}
                """));
        assertEquals(
                "held     op_if.onnx                   422 unsupported-op           node If_2: If (and 1 more)",
                Verdict.of(true, answer).line("op_if.onnx"));
    }

    @Test
    void aLongFindingLosesItsMiddleAndKeepsItsEnd() {
        String line = new Verdict(false, 422, "code", "x".repeat(500) + " (and 7 more)").line("f.onnx");
        assertTrue(line.startsWith("NOT held") && line.endsWith("… (and 7 more)"), line);
    }
}

package io.aisynapse.core.chip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.finding.RejectedModelException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChipSpecReaderTest {
    @Test
    void loihiHasTheFiguresOfItsPaper() {
        ChipSpec loihi = ChipProfiles.named("loihi-1").orElseThrow();
        assertEquals(128, loihi.mesh().coresPerChip());
        assertEquals(new ChipSpec.Limits(1024, 4096, 4096, 131_072, 62), loihi.limits());
        assertEquals(127, loihi.precision().maxMantissa());
        assertEquals(23.6, loihi.costs().synapticOperation().picojoules());
        assertEquals(8_400, loihi.costs().activeUpdate().picoseconds());
    }

    @Test
    void propertiesAreTyped() {
        Map<String, Object> properties =
                ChipProfiles.named("generic").orElseThrow().properties();
        assertEquals("unlimited", properties.get("limit.neurons"));
        assertEquals(8L, properties.get("precision.weightBits"));
        assertEquals(true, properties.get("precision.gradedEvents"));
        assertEquals(0.9, properties.get("cost.synapticOperation.picojoules"));
    }

    @Test
    void allFaultsOfAProfileAreReportedAtOnce() {
        StringBuilder text = new StringBuilder();
        ChipProfiles.named("loihi-1").orElseThrow().entries().forEach((key, value) -> {
            String changed = switch (key) {
                case "limit.neurons" -> "many";
                case "precision.weightBits" -> "9";
                case "precision.gradedEvents" -> "perhaps";
                case "cost.message.picojoules" -> "-1";
                default -> value;
            };
            if (!key.equals("mesh.rows") && !key.equals("limit.inputAxons.source")) {
                text.append(key).append(" = ").append(changed).append('\n');
            }
        });
        text.append("speed = 3\nname = again\nnonsense\n");
        RejectedModelException rejected =
                assertThrows(RejectedModelException.class, () -> ChipSpecReader.read(text.toString()));
        List<String> places =
                rejected.findings().stream().map(finding -> finding.place()).toList();
        assertTrue(places.containsAll(List.of(
                "limit.neurons",
                "precision.weightBits",
                "precision.gradedEvents",
                "cost.message.picojoules",
                "mesh.rows",
                "limit.inputAxons.source",
                "speed")));
        assertEquals(9, places.size());
    }
}

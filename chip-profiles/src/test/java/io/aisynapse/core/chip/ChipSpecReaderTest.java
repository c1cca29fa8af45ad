package io.aisynapse.core.chip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChipSpecReaderTest {
    @Test
    void loihiHasTheFiguresOfItsPaper() {
        ChipSpec loihi = ChipProfiles.named("loihi-1").orElseThrow();
        assertEquals(128, loihi.mesh().coresPerChip());
        assertEquals(new ChipSpec.Limits(1024, 4096, 4096, 131_072, 62, 1, 0), loihi.limits());
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
        SortedMap<String, String> entries = entries("loihi-1");
        entries.put("limit.neurons", "many");
        entries.put("precision.weightBits", "9");
        entries.put("precision.gradedEvents", "perhaps");
        entries.put("cost.message.picojoules", "-1");
        entries.put("mesh.columns.certainty", "sure");
        entries.put("speed", "3");
        entries.remove("mesh.rows");
        entries.remove("limit.inputAxons.source");
        assertEquals(
                List.of(
                        "cost.message.picojoules",
                        "limit.inputAxons.source",
                        "limit.neurons",
                        "mesh.columns.certainty",
                        "mesh.rows",
                        "precision.gradedEvents",
                        "precision.weightBits",
                        "speed"),
                places(entries));
    }

    @Test
    void figuresThatContradictEachOtherAreRefusedTogether() {
        SortedMap<String, String> entries = entries("loihi-1");
        entries.put("cost.barrierAllTiles.nanoseconds", "100");
        entries.put("cost.idleUpdate.picojoules", "82");
        entries.put("precision.stateBits", "13");
        entries.put("precision.maxWeightExponent", "15");
        entries.put("limit.axonsPerInput", "64");
        entries.put("limit.axonsPerInput.source", "a test");
        entries.put("limit.outputAxons", "63");
        entries.put("mesh.columns", "1024");
        entries.put("mesh.rows", "1024");
        assertEquals(
                List.of(
                        "cost.activeUpdate.picojoules",
                        "cost.barrierAllTiles.nanoseconds",
                        "limit.outputAxons",
                        "mesh.maxChips",
                        "precision.stateBits"),
                places(entries));
    }

    @Test
    void noFigureMayBeNothing() {
        SortedMap<String, String> entries = entries("loihi-1");
        List<String> zero = List.of("limit.inputAxons", "limit.neurons", "mesh.columns", "mesh.maxChips");
        zero.forEach(key -> entries.put(key, "0"));
        assertEquals(zero, places(entries));
    }

    private static SortedMap<String, String> entries(String name) {
        return new TreeMap<>(ChipProfiles.named(name).orElseThrow().entries());
    }

    private static List<String> places(SortedMap<String, String> entries) {
        RejectedModelException rejected =
                assertThrows(RejectedModelException.class, () -> ChipSpecReader.read(entries));
        assertTrue(
                rejected.findings().stream().allMatch(finding -> finding.code().equals("chip-profile")));
        return rejected.findings().stream().map(Finding::place).sorted().toList();
    }
}

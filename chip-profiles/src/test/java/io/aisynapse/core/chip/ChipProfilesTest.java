package io.aisynapse.core.chip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChipProfilesTest {
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(ChipProfiles.schema());

    @Test
    void everyProfileIsThere() {
        assertEquals(
                List.of("loihi-1", "generic", "loihi-2", "truenorth", "spinnaker", "dynap-cnn"),
                ChipProfiles.all().stream().map(ChipSpec::name).toList());
    }

    @Test
    void everyProfileKeepsTheSchema() throws IOException {
        for (ChipSpec chip : ChipProfiles.all()) {
            assertEquals(Set.of(), faults(text(chip.name())), chip.name());
        }
    }

    @Test
    void theSchemaRefusesWhatTheReaderRefuses() throws IOException {
        String loihi = text("loihi-1");
        for (List<String> change : List.of(
                List.of("value: 1024", "value: 0"),
                List.of("value: false", "value: perhaps"),
                List.of("picojoules: 1.7", "picojoules: -1.7"),
                List.of("certainty: published", "certainty: sure"),
                List.of("  delay:", "  dilly:"),
                List.of("title:", "subtitle:"))) {
            String broken = loihi.replaceFirst(change.get(0), change.get(1));
            assertNotEquals(loihi, broken);
            assertFalse(faults(broken).isEmpty(), change.toString());
            assertThrows(RejectedModelException.class, () -> read(broken), change.toString());
        }
    }

    @Test
    void everyFigureSaysWhereItIsFromAndHowSure() {
        for (ChipSpec chip : ChipProfiles.all()) {
            for (String figure : ProfileKeys.figures()) {
                boolean there =
                        chip.entries().containsKey(figure) || chip.entries().containsKey(figure + ".picojoules");
                assertEquals(there, chip.entries().containsKey(figure + ".source"), chip.name() + " " + figure);
                assertEquals(there, chip.entries().containsKey(figure + ".certainty"), chip.name() + " " + figure);
            }
        }
    }

    @Test
    void pricesThatNobodyPublishedAreNamed() {
        assertEquals(
                List.of(),
                named("loihi-1").uncertainCosts().stream()
                        .filter(sentence -> sentence.contains("leave out"))
                        .toList());
        assertTrue(named("dynap-cnn").uncertainCosts().getFirst().contains("leave out synapticOperation"));
        assertTrue(named("loihi-2").uncertainCosts().getFirst().contains("as assumed or scaled"));
    }

    @Test
    void aProfileMayExtendAnotherAndSaysWhatItChanged() {
        ChipSpec small = read("""
                name: small
                extends: loihi-1
                limit:
                  neurons: 64
                  delay: {value: 10, source: a paper, certainty: published}
                cost:
                  message: {picojoules: 2.5}
                """);
        assertEquals(64, small.limits().neurons());
        assertEquals(4096, small.limits().inputAxons());
        assertEquals(2.5, small.costs().message().picojoules());
        assertEquals(2.1, small.costs().message().nanoseconds());
        assertEquals("chosen for small", small.entries().get("limit.neurons.source"));
        assertEquals("assumed", small.entries().get("cost.message.certainty"));
        assertEquals("a paper", small.entries().get("limit.delay.source"));
        assertEquals("published", small.entries().get("limit.delay.certainty"));
        assertEquals(
                named("loihi-1").entries().get("mesh.rows.source"),
                small.entries().get("mesh.rows.source"));
    }

    @Test
    void jsonIsTakenAsWell() {
        String json = "{\"name\": \"small\", \"extends\": \"generic\", \"limit\": {\"neurons\": 7}}";
        assertEquals(Set.of(), SCHEMA.validate(json, InputFormat.JSON));
        assertEquals(7, read(json).limits().neurons());
    }

    @Test
    void findingsOfTextAndOfFiguresComeTogether() {
        RejectedModelException rejected = assertThrows(RejectedModelException.class, () -> read("""
                name: bad
                extends: nobody
                limit: {neurons: [1, 2], delay: {value: 1, value: 2}}
                """));
        List<String> places = rejected.findings().stream().map(Finding::place).toList();
        assertTrue(
                places.containsAll(List.of("extends", "limit.neurons", "limit.delay", "mesh.rows")), places::toString);
    }

    @Test
    void whatIsNoProfileIsAFinding() {
        for (String text :
                List.of("", "- a", "{", "a: &x [*x]", "x: !!java.net.URL [http://localhost]", "name: \u0000")) {
            assertThrows(RejectedModelException.class, () -> read(text), text);
        }
    }

    @Test
    void namesAreText() {
        for (String name : List.of("null", "~", "1", "true")) {
            RejectedModelException rejected = assertThrows(
                    RejectedModelException.class, () -> read("name: %s\nextends: generic\n".formatted(name)), name);
            assertEquals("name", rejected.findings().getFirst().place());
        }
        assertEquals("1", read("name: '1'\nextends: generic\n").name());
    }

    @Test
    void digestsTellProfilesApart() {
        ChipSpec loihi = named("loihi-1");
        ChipSpec changed = ChipProfiles.changed(loihi, "precision.weightBits", "4");
        assertEquals("loihi-1+precision.weightBits=4", changed.name());
        assertEquals("swept", changed.entries().get("precision.weightBits.source"));
        assertNotEquals(loihi.digest(), changed.digest());
        assertEquals(
                loihi.digest(),
                ChipProfiles.changed(loihi, "precision.weightBits", "8").digest());
    }

    private static ChipSpec named(String name) {
        return ChipProfiles.named(name).orElseThrow();
    }

    private static ChipSpec read(String text) {
        return ChipProfiles.read(text, ChipProfiles::named);
    }

    private static Set<ValidationMessage> faults(String yaml) {
        return SCHEMA.validate(yaml, InputFormat.YAML);
    }

    private static String text(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ChipProfiles.class.getResourceAsStream(name + ".yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

package io.aisynapse.core.chip;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a chip profile from its entries. Every key must be there once but those of {@link ProfileKeys#STANDARDS}, none
 * may be unknown, each figure has a second key {@code ….source}, and the figures must make sense together. All
 * findings are reported at once.
 */
public final class ChipSpecReader {
    private final List<Finding> findings = new ArrayList<>();
    private final SortedMap<String, String> entries = new TreeMap<>();

    private ChipSpecReader() {}

    /**
     * @param entries by dotted key, as {@link ChipSpec#entries} has them
     * @throws RejectedModelException with all findings, code {@code chip-profile}
     */
    public static ChipSpec read(SortedMap<String, String> entries) {
        return read(entries, List.of());
    }

    /** @param before findings of what made the entries, which are reported together with these */
    static ChipSpec read(SortedMap<String, String> entries, List<Finding> before) {
        ChipSpecReader reader = new ChipSpecReader();
        reader.findings.addAll(before);
        reader.entries.putAll(entries);
        return reader.build();
    }

    private ChipSpec build() {
        checkKeys();
        boolean readable = checkValues();
        if (readable) {
            findings.addAll(ProfileSense.findings(this::text));
        }
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
        return new ChipSpec(text("name"), limits(), layers(), precision(), mesh(), costs(), entries);
    }

    private void checkKeys() {
        List<String> wanted = new ArrayList<>(ProfileKeys.TEXTS);
        List<String> known = new ArrayList<>();
        for (String figure : ProfileKeys.figures()) {
            boolean cost = figure.startsWith("cost.");
            List<String> values = cost ? List.of(figure + ".picojoules", figure + ".nanoseconds") : List.of(figure);
            known.addAll(values);
            known.add(figure + ".source");
            known.add(figure + ".certainty");
            if (!ProfileKeys.STANDARDS.containsKey(figure) || entries.containsKey(figure)) {
                wanted.addAll(values);
                wanted.add(figure + ".source");
            }
        }
        wanted.stream()
                .sorted()
                .filter(key -> entries.getOrDefault(key, "").isEmpty())
                .forEach(key -> report(key, "nothing", "a value"));
        known.addAll(ProfileKeys.TEXTS);
        entries.keySet().stream()
                .filter(key -> !known.contains(key))
                .forEach(key -> report(key, "an unknown key", "only known keys"));
    }

    private boolean checkValues() {
        int before = findings.size();
        ProfileKeys.NUMBERS.forEach((key, range) -> {
            String value = entries.getOrDefault(key, "");
            if (!value.isEmpty() && !range.holds(value)) {
                report(key, value, range.text());
            }
        });
        entries.keySet().stream().filter(ProfileKeys::isReal).forEach(this::checkReal);
        for (String key : ProfileKeys.FLAGS) {
            String value = entries.getOrDefault(key, "true");
            if (!value.equals("true") && !value.equals("false")) {
                report(key, value, "true or false");
            }
        }
        entries.forEach((key, value) -> {
            if (key.endsWith(".certainty") && !ProfileKeys.CERTAINTIES.contains(value)) {
                report(key, value, "one of " + String.join(", ", ProfileKeys.CERTAINTIES));
            }
        });
        boolean complete = ProfileKeys.figures().stream()
                .filter(figure -> !figure.startsWith("cost."))
                .noneMatch(figure -> text(figure).isEmpty());
        return complete && findings.size() == before;
    }

    private void checkReal(String key) {
        String value = text(key);
        if (!value.isEmpty() && !value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            report(key, value, "a decimal number, 0 or more");
        }
    }

    private void report(String place, String seen, String wanted) {
        findings.add(new Finding("chip-profile", place, seen, wanted, "Mend this figure of the chip profile."));
    }

    private ChipSpec.Limits limits() {
        String bytes = text("limit.synapseBytes");
        return new ChipSpec.Limits(
                whole("limit.neurons"),
                whole("limit.inputAxons"),
                whole("limit.outputAxons"),
                bytes.equals(ProfileKeys.UNLIMITED) ? Long.MAX_VALUE : Long.parseLong(bytes),
                whole("limit.delay"),
                whole("limit.axonsPerInput"),
                whole("limit.tickNanoseconds"));
    }

    private ChipSpec.LayerLimits layers() {
        return new ChipSpec.LayerLimits(
                whole("limit.coresPerLayer"),
                whole("limit.destinations"),
                whole("limit.kernelSide"),
                whole("limit.stride"),
                whole("limit.padding"),
                whole("limit.channels"),
                whole("limit.inputSide"),
                whole("limit.outputSide"),
                whole("limit.poolSide"),
                flag("limit.powersOfTwo"),
                flag("limit.maxGates"));
    }

    private ChipSpec.Precision precision() {
        return new ChipSpec.Precision(
                whole("precision.weightBits"),
                whole("precision.stateBits"),
                whole("precision.decayBits"),
                whole("precision.maxWeightExponent"),
                whole("precision.thresholdStep"),
                flag("precision.thresholdPerNeuron"),
                flag("precision.gradedEvents"),
                whole("precision.overheadBits"));
    }

    private ChipSpec.Mesh mesh() {
        return new ChipSpec.Mesh(
                whole("mesh.columns"), whole("mesh.rows"), whole("mesh.coresPerTile"), whole("mesh.maxChips"));
    }

    private ChipSpec.Costs costs() {
        return new ChipSpec.Costs(
                cost("synapticOperation"),
                cost("activeUpdate"),
                cost("idleUpdate"),
                cost("message"),
                cost("eastWestHop"),
                cost("northSouthHop"),
                cost("inputOperation"),
                cost("barrierOneTile"),
                cost("barrierAllTiles"));
    }

    private ChipSpec.Cost cost(String name) {
        String key = "cost." + name;
        return new ChipSpec.Cost(
                Double.parseDouble(text(key + ".picojoules")),
                Double.parseDouble(text(key + ".nanoseconds")),
                text(key + ".source"));
    }

    private int whole(String key) {
        return text(key).equals(ProfileKeys.UNLIMITED) ? Integer.MAX_VALUE : Integer.parseInt(text(key));
    }

    private boolean flag(String key) {
        return Boolean.parseBoolean(text(key));
    }

    private String text(String key) {
        return entries.getOrDefault(key, ProfileKeys.STANDARDS.getOrDefault(key, ""));
    }
}

package io.aisynapse.core.chip;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a chip profile: lines {@code key = value}, {@code #} starts a comment line. Every key must be there once, none
 * may be unknown, and each figure has a second key {@code ….source}. All findings are reported at once.
 */
public final class ChipSpecReader {
    private static final String UNLIMITED = "unlimited";
    private static final List<String> TEXTS = List.of("name", "title");
    private static final List<String> FLAGS = List.of("precision.thresholdPerNeuron", "precision.gradedEvents");

    /** Smallest and largest value of each whole number. */
    private static final Map<String, long[]> WHOLE_NUMBERS = Map.ofEntries(
            Map.entry("limit.neurons", new long[] {1, Integer.MAX_VALUE}),
            Map.entry("limit.inputAxons", new long[] {1, Integer.MAX_VALUE}),
            Map.entry("limit.outputAxons", new long[] {1, Integer.MAX_VALUE}),
            Map.entry("limit.synapseBytes", new long[] {1, Long.MAX_VALUE}),
            Map.entry("limit.delay", new long[] {0, 4095}),
            Map.entry("precision.decayBits", new long[] {4, 15}),
            Map.entry("precision.weightBits", new long[] {2, 8}),
            Map.entry("precision.stateBits", new long[] {12, 30}),
            Map.entry("precision.maxWeightExponent", new long[] {0, 15}),
            Map.entry("precision.thresholdStep", new long[] {1, 1024}),
            Map.entry("mesh.columns", new long[] {1, 1024}),
            Map.entry("mesh.rows", new long[] {1, 1024}),
            Map.entry("mesh.coresPerTile", new long[] {1, 64}),
            Map.entry("mesh.maxChips", new long[] {1, 4096}));

    private static final List<String> COSTS = List.of(
            "synapticOperation",
            "activeUpdate",
            "idleUpdate",
            "message",
            "eastWestHop",
            "northSouthHop",
            "inputOperation",
            "barrierOneTile",
            "barrierAllTiles");

    private final List<Finding> findings = new ArrayList<>();
    private final SortedMap<String, String> entries = new TreeMap<>();

    private ChipSpecReader() {}

    public static ChipSpec read(String text) {
        ChipSpecReader reader = new ChipSpecReader();
        reader.split(text);
        return reader.build();
    }

    /** From entries that were once read from a profile's text. */
    public static ChipSpec read(SortedMap<String, String> entries) {
        ChipSpecReader reader = new ChipSpecReader();
        reader.entries.putAll(entries);
        return reader.build();
    }

    static Object typed(String key, String value) {
        if (FLAGS.contains(key)) {
            return Boolean.valueOf(value);
        }
        if (WHOLE_NUMBERS.containsKey(key)) {
            return value.equals(UNLIMITED) ? value : (Object) Long.valueOf(value);
        }
        boolean real = key.endsWith(".picojoules") || key.endsWith(".nanoseconds");
        return real ? (Object) Double.valueOf(value) : value;
    }

    private void split(String text) {
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 1) {
                report("line " + number, line, "key = value");
                continue;
            }
            String key = line.substring(0, equals).strip();
            if (entries.put(key, line.substring(equals + 1).strip()) != null) {
                report("line " + number, key + " again", "each key once");
            }
        }
    }

    private ChipSpec build() {
        checkKeys();
        checkValues();
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
        return new ChipSpec(text("name"), limits(), precision(), mesh(), costs(), entries);
    }

    private void checkKeys() {
        List<String> wanted = new ArrayList<>(TEXTS);
        wanted.addAll(FLAGS);
        wanted.addAll(WHOLE_NUMBERS.keySet());
        FLAGS.forEach(key -> wanted.add(key + ".source"));
        WHOLE_NUMBERS.keySet().forEach(key -> wanted.add(key + ".source"));
        for (String cost : COSTS) {
            wanted.addAll(List.of(picojoules(cost), nanoseconds(cost), "cost." + cost + ".source"));
        }
        wanted.stream()
                .sorted()
                .filter(key -> entries.getOrDefault(key, "").isEmpty())
                .forEach(key -> report(key, "nothing", "a value"));
        entries.keySet().stream()
                .filter(key -> !wanted.contains(key))
                .forEach(key -> report(key, "an unknown key", "only known keys"));
    }

    private void checkValues() {
        WHOLE_NUMBERS.forEach((key, range) -> {
            String value = entries.getOrDefault(key, "");
            boolean free = value.equals(UNLIMITED) && key.startsWith("limit.") && !key.equals("limit.delay");
            if (!value.isEmpty() && !free && !isWhole(value, range)) {
                report(key, value, "a whole number from %d to %d".formatted(range[0], range[1]));
            }
        });
        for (String cost : COSTS) {
            List.of(picojoules(cost), nanoseconds(cost)).forEach(this::checkReal);
        }
        for (String key : FLAGS) {
            String value = entries.getOrDefault(key, "true");
            if (!value.equals("true") && !value.equals("false")) {
                report(key, value, "true or false");
            }
        }
    }

    private void checkReal(String key) {
        String value = entries.getOrDefault(key, "");
        if (!value.isEmpty() && !value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            report(key, value, "a decimal number, 0 or more");
        }
    }

    private static boolean isWhole(String value, long[] range) {
        if (!value.matches("[0-9]{1,18}")) {
            return false;
        }
        long number = Long.parseLong(value);
        return range[0] <= number && number <= range[1];
    }

    private void report(String place, String seen, String wanted) {
        findings.add(new Finding("chip-profile", place, seen, wanted, "Mend this line of the chip profile."));
    }

    private ChipSpec.Limits limits() {
        return new ChipSpec.Limits(
                whole("limit.neurons"),
                whole("limit.inputAxons"),
                whole("limit.outputAxons"),
                text("limit.synapseBytes").equals(UNLIMITED)
                        ? Long.MAX_VALUE
                        : Long.parseLong(text("limit.synapseBytes")),
                whole("limit.delay"));
    }

    private ChipSpec.Precision precision() {
        return new ChipSpec.Precision(
                whole("precision.weightBits"),
                whole("precision.stateBits"),
                whole("precision.decayBits"),
                whole("precision.maxWeightExponent"),
                whole("precision.thresholdStep"),
                Boolean.parseBoolean(text("precision.thresholdPerNeuron")),
                Boolean.parseBoolean(text("precision.gradedEvents")));
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
        return new ChipSpec.Cost(
                Double.parseDouble(text(picojoules(name))),
                Double.parseDouble(text(nanoseconds(name))),
                text("cost." + name + ".source"));
    }

    private int whole(String key) {
        return text(key).equals(UNLIMITED) ? Integer.MAX_VALUE : Integer.parseInt(text(key));
    }

    private String text(String key) {
        return entries.getOrDefault(key, "");
    }

    private static String picojoules(String cost) {
        return "cost." + cost + ".picojoules";
    }

    private static String nanoseconds(String cost) {
        return "cost." + cost + ".nanoseconds";
    }
}

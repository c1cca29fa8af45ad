package io.aisynapse.core.chip;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The keys of a profile's entries: what each may be, and what those that may be left out are then. */
final class ProfileKeys {
    static final String UNLIMITED = "unlimited";
    static final List<String> TEXTS = List.of("name", "title");
    static final List<String> CERTAINTIES = List.of("published", "scaled", "assumed", "unpublished");

    static final List<String> COSTS = List.of(
            "synapticOperation",
            "activeUpdate",
            "idleUpdate",
            "message",
            "eastWestHop",
            "northSouthHop",
            "inputOperation",
            "barrierOneTile",
            "barrierAllTiles");

    /**
     * A whole number.
     *
     * @param orUnlimited whether the word {@code unlimited} is one too
     */
    record Range(long least, long most, boolean orUnlimited) {
        boolean holds(String value) {
            if (value.equals(UNLIMITED)) {
                return orUnlimited;
            }
            if (!value.matches("[0-9]{1,18}")) {
                return false;
            }
            long number = Long.parseLong(value);
            return least <= number && number <= most;
        }

        String text() {
            return "a whole number from %d to %d%s".formatted(least, most, orUnlimited ? ", or unlimited" : "");
        }
    }

    private static final Range LIMIT = new Range(1, Integer.MAX_VALUE, true);

    static final SortedMap<String, Range> NUMBERS = new TreeMap<>(Map.ofEntries(
            Map.entry("limit.neurons", LIMIT),
            Map.entry("limit.inputAxons", LIMIT),
            Map.entry("limit.outputAxons", LIMIT),
            Map.entry("limit.synapseBytes", new Range(1, Long.MAX_VALUE, true)),
            Map.entry("limit.delay", new Range(0, 4095, false)),
            Map.entry("limit.axonsPerInput", new Range(1, 64, false)),
            Map.entry("limit.tickNanoseconds", new Range(0, 1_000_000_000, false)),
            Map.entry("limit.coresPerLayer", LIMIT),
            Map.entry("limit.destinations", LIMIT),
            Map.entry("limit.kernelSide", LIMIT),
            Map.entry("limit.stride", LIMIT),
            Map.entry("limit.padding", new Range(0, Integer.MAX_VALUE, true)),
            Map.entry("limit.channels", LIMIT),
            Map.entry("limit.inputSide", LIMIT),
            Map.entry("limit.outputSide", LIMIT),
            Map.entry("limit.poolSide", LIMIT),
            Map.entry("precision.decayBits", new Range(0, 15, false)),
            Map.entry("precision.weightBits", new Range(2, 8, false)),
            Map.entry("precision.overheadBits", new Range(0, 256, false)),
            Map.entry("precision.stateBits", new Range(12, 30, false)),
            Map.entry("precision.maxWeightExponent", new Range(0, 15, false)),
            Map.entry("precision.thresholdStep", new Range(1, 1024, false)),
            Map.entry("mesh.columns", new Range(1, 1024, false)),
            Map.entry("mesh.rows", new Range(1, 1024, false)),
            Map.entry("mesh.coresPerTile", new Range(1, 64, false)),
            Map.entry("mesh.maxChips", new Range(1, 4096, false))));

    static final List<String> FLAGS =
            List.of("precision.thresholdPerNeuron", "precision.gradedEvents", "limit.powersOfTwo", "limit.maxGates");

    /** Keys that may be left out, with what they are then. */
    static final SortedMap<String, String> STANDARDS = new TreeMap<>(Map.ofEntries(
            Map.entry("limit.axonsPerInput", "1"),
            Map.entry("limit.tickNanoseconds", "0"),
            Map.entry("limit.coresPerLayer", UNLIMITED),
            Map.entry("limit.destinations", UNLIMITED),
            Map.entry("limit.kernelSide", UNLIMITED),
            Map.entry("limit.stride", UNLIMITED),
            Map.entry("limit.padding", UNLIMITED),
            Map.entry("limit.channels", UNLIMITED),
            Map.entry("limit.inputSide", UNLIMITED),
            Map.entry("limit.outputSide", UNLIMITED),
            Map.entry("limit.poolSide", UNLIMITED),
            Map.entry("limit.powersOfTwo", "false"),
            Map.entry("limit.maxGates", "true"),
            Map.entry("precision.overheadBits", "0")));

    private ProfileKeys() {}

    /** Numbers and flags, {@code cost.x} for a cost: what has a source and may have a certainty. */
    static List<String> figures() {
        List<String> figures = new ArrayList<>(NUMBERS.keySet());
        figures.addAll(FLAGS);
        COSTS.forEach(cost -> figures.add("cost." + cost));
        return figures;
    }

    static boolean isReal(String key) {
        return key.endsWith(".picojoules") || key.endsWith(".nanoseconds");
    }

    static Object typed(String key, String value) {
        if (FLAGS.contains(key)) {
            return Boolean.valueOf(value);
        }
        if (NUMBERS.containsKey(key)) {
            return value.equals(UNLIMITED) ? value : (Object) Long.valueOf(value);
        }
        return isReal(key) ? (Object) Double.valueOf(value) : value;
    }
}

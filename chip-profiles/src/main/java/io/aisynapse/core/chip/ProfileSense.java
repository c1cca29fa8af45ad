package io.aisynapse.core.chip;

import io.aisynapse.core.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Figures that are right one by one and contradict each other. */
final class ProfileSense {
    private static final long MOST_CORES = 1L << 24;

    private final UnaryOperator<String> text;
    private final List<Finding> findings = new ArrayList<>();

    private ProfileSense(UnaryOperator<String> text) {
        this.text = text;
    }

    /** @param text value of each key; each number and flag is known to be one, costs may be missing */
    static List<Finding> findings(UnaryOperator<String> text) {
        ProfileSense sense = new ProfileSense(text);
        sense.checkPrecision();
        sense.checkRoom();
        sense.checkCosts();
        return sense.findings;
    }

    private void checkPrecision() {
        long state = number("precision.stateBits");
        long exponent = number("precision.maxWeightExponent");
        if (exponent >= state) {
            report(
                    "precision.stateBits",
                    "%d bits, and weights shifted by up to %d".formatted(state, exponent),
                    "a state that a shifted weight of 1 fits in: at least %d bits".formatted(exponent + 1));
        }
        if (number("precision.thresholdStep") >= 1L << state) {
            report(
                    "precision.thresholdStep",
                    text.apply("precision.thresholdStep"),
                    "less than the state's range of 2^" + state);
        }
    }

    private void checkRoom() {
        long perInput = number("limit.axonsPerInput");
        for (String axons : List.of("limit.inputAxons", "limit.outputAxons")) {
            if (number(axons) < perInput) {
                report(axons, text.apply(axons), "at least limit.axonsPerInput, which is " + perInput);
            }
        }
        long bits = number("precision.weightBits") + number("precision.overheadBits");
        if (number("limit.synapseBytes") < (bits + 7) / 8) {
            report(
                    "limit.synapseBytes",
                    text.apply("limit.synapseBytes"),
                    "room for one synapse of %d bits".formatted(bits));
        }
        long cores = number("mesh.columns") * number("mesh.rows") * number("mesh.coresPerTile");
        if (cores * number("mesh.maxChips") > MOST_CORES) {
            report(
                    "mesh.maxChips",
                    "%d chips of %d cores".formatted(number("mesh.maxChips"), cores),
                    "at most %d cores in all".formatted(MOST_CORES));
        }
        if (number("limit.coresPerLayer") < Integer.MAX_VALUE
                && number("limit.coresPerLayer") > cores * number("mesh.maxChips")) {
            report(
                    "limit.coresPerLayer",
                    text.apply("limit.coresPerLayer"),
                    "no more than all cores, which are %d".formatted(cores * number("mesh.maxChips")));
        }
    }

    private void checkCosts() {
        for (String unit : List.of(".picojoules", ".nanoseconds")) {
            notLess("cost.barrierAllTiles" + unit, "cost.barrierOneTile" + unit);
            notLess("cost.activeUpdate" + unit, "cost.idleUpdate" + unit);
        }
    }

    private void notLess(String larger, String smaller) {
        double more = real(larger);
        double less = real(smaller);
        if (more < less) {
            report(larger, text.apply(larger), "no less than %s, which is %s".formatted(smaller, text.apply(smaller)));
        }
    }

    private double real(String key) {
        String value = text.apply(key);
        return value.isEmpty() ? Double.NaN : Double.parseDouble(value);
    }

    private long number(String key) {
        String value = text.apply(key);
        return value.equals(ProfileKeys.UNLIMITED) ? Integer.MAX_VALUE : Long.parseLong(value);
    }

    private void report(String place, String seen, String wanted) {
        findings.add(new Finding(
                "chip-profile", place, seen, wanted, "Two figures of the chip profile contradict each other."));
    }
}

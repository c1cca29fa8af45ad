package io.aisynapse.core.verdict;

import java.util.Locale;

/**
 * What becomes of one node.
 *
 * @param node its name in the model
 * @param operator the layer or ONNX operator
 * @param why in one sentence; the bound of an approximation where there is one, the way out of a refusal
 * @param operations multiply-accumulates of one sample
 */
public record Verdict(String node, String operator, Outcome outcome, String why, long operations) {
    /** How faithful a node is. */
    public enum Outcome {
        /** Equal in real numbers, before weights are rounded to the chip's bits. */
        EXACT,
        /** Near the original, and nearer with more time steps. */
        APPROXIMATED,
        /** Runs in ONNX Runtime, before or behind the spikes. */
        HYBRID,
        /** Cannot run at all. */
        REFUSED;

        /** As reports write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

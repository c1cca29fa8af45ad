package io.aisynapse.core.engine.answer;

/**
 * Early exit: an answer is taken at the first tick at which its largest value leads the second by a margin. Ticks are
 * those of the readout's window, and none counts before the readout begins to listen.
 *
 * <p>Source: the confidence thresholds of SEENN (Li 2023) and Dynamic Confidence (Li 2023), here on logits.
 *
 * @param margin in units of the answer (logits), 0 or more
 * @param leastTicks no answer is taken before this tick
 */
public record MarginRule(double margin, int leastTicks) {
    public MarginRule {
        if (!(margin >= 0) || leastTicks < 1) {
            throw new IllegalArgumentException("a margin of %s from tick %d".formatted(margin, leastTicks));
        }
    }

    /**
     * @param readoutStart ticks that the readout leaves out
     * @param lead of the answer after this tick, by {@link #lead}
     */
    public boolean takes(int tick, int readoutStart, double lead) {
        return tick >= leastTicks && tick > readoutStart && lead >= margin;
    }

    /**
     * By how much the largest of some neighbouring values leads the second; infinity for a value that is alone.
     *
     * @param from index of the first of them
     */
    public static double lead(double[] values, int from, int size) {
        double largest = Double.NEGATIVE_INFINITY;
        double second = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + size; i++) {
            second = Math.max(second, Math.min(largest, values[i]));
            largest = Math.max(largest, values[i]);
        }
        return largest - second;
    }
}

package io.aisynapse.standalone.bench.control;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One spiking policy's result.
 *
 * @param steps T
 * @param spikes mean a decision
 */
record ControlLine(String model, String scheme, int steps, int episodes, Returns returns, double spikes) {
    /** Largest share of the original's return that may be missing. */
    private static final double TOLERANCE = 0.02;

    /** Mean returns over the same episodes. */
    record Returns(double original, double spiking, double random) {}

    boolean reached() {
        return returns.spiking() >= returns.original() - TOLERANCE * Math.abs(returns.original());
    }

    Map<String, Object> members() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("model", model);
        line.put("scheme", scheme);
        line.put("steps", steps);
        line.put("episodes", episodes);
        line.put("return_original", returns.original());
        line.put("return_spiking", returns.spiking());
        line.put("return_random", returns.random());
        line.put("within_two_percent", reached());
        line.put("spikes_per_decision", spikes);
        return line;
    }
}

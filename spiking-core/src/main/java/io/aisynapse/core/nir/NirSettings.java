package io.aisynapse.core.nir;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * How to write a network.
 *
 * @param timeSteps T that the network was made for, 1 or more; the start at half a threshold becomes 1/(2T) in
 *     each bias
 * @param metadata facts to keep with the graph, such as digests of the model and the settings
 */
public record NirSettings(int timeSteps, Target target, SequencedMap<String, String> metadata) {
    /** Whose reader must take the file. */
    public enum Target {
        /** Anyone's: average pools are SumPool2d, their divisor is in the next weights. */
        PLAIN,

        /** snnTorch knows only AvgPool2d. */
        SNNTORCH
    }

    public NirSettings {
        if (timeSteps < 1) {
            throw new IllegalArgumentException(timeSteps + " time steps");
        }
        metadata = new LinkedHashMap<>(metadata);
    }

    public static NirSettings plain(int timeSteps) {
        return new NirSettings(timeSteps, Target.PLAIN, new LinkedHashMap<>());
    }

    /** What a bias carries for a membrane that starts at half its threshold. */
    float startBias() {
        return 0.5f / timeSteps;
    }
}

package io.aisynapse.converter.report;

import io.aisynapse.converter.report.StagedNetwork.Values;
import io.aisynapse.core.ann.AnnRunner;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which layer costs most, asked twice: one layer as the chip has it (staircase and 8-bit weights) in the otherwise
 * exact network, and one layer exact in the network that is otherwise as the chip has it.
 *
 * @param alone the error that the layer causes by itself, largest first
 * @param withoutIt the error that is left when the layer alone is exact, smallest first
 */
public record Blame(List<Share> alone, List<Share> withoutIt) {
    private static final int MOST_SAMPLES = 16;

    public Blame {
        alone = List.copyOf(alone);
        withoutIt = List.copyOf(withoutIt);
    }

    /** @param relativeError of the last node's values: {@code ‖y − y₀‖₂ / ‖y₀‖₂} over the samples */
    public record Share(String layer, double relativeError) {}

    /** Measures on the first samples. */
    public static Blame measure(StagedNetwork network, float[][] samples) {
        float[][] few = Arrays.copyOf(samples, Math.min(MOST_SAMPLES, samples.length));
        float[][] exact = outputs(network, few, Set.of());
        List<Share> alone = network.all().stream()
                .map(layer -> share(network, few, exact, layer, Set.of(layer)))
                .sorted(Comparator.comparingDouble(Share::relativeError).reversed())
                .toList();
        List<Share> without = network.all().stream()
                .map(layer -> share(network, few, exact, layer, allBut(network, layer)))
                .sorted(Comparator.comparingDouble(Share::relativeError))
                .toList();
        return new Blame(alone, without);
    }

    private static Set<Integer> allBut(StagedNetwork network, int layer) {
        Set<Integer> others = new TreeSet<>(network.all());
        others.remove(layer);
        return others;
    }

    private static Share share(
            StagedNetwork network, float[][] samples, float[][] exact, int layer, Set<Integer> changed) {
        return new Share(network.name(layer), Distances.relative(outputs(network, samples, changed), exact));
    }

    private static float[][] outputs(StagedNetwork network, float[][] samples, Set<Integer> changed) {
        AnnRunner runner = network.rounded(changed);
        float[][] outputs = new float[samples.length][];
        IntStream.range(0, samples.length)
                .parallel()
                .forEach(s -> outputs[s] = network.run(runner, samples[s], Values.STAIRCASE, changed));
        return outputs;
    }
}

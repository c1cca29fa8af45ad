package io.aisynapse.converter.report;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.convert.LayerStatistics;
import io.aisynapse.core.convert.SpikingConverted;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.tune.bound.SerialBound;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a serial program's answers can differ at most, beside what they do, in units of the answer.
 *
 * @param samples that were run
 * @param saturated of them, those without a bound since a membrane saturated
 * @param meanBound over samples and outputs
 * @param meanError measured
 * @param largestShareOfBound that an error came to; above 1 would be a defect
 * @param certifiedShare of samples whose class is proven to be the real-valued network's; null without classes
 */
public record CertifiedBound(
        int samples,
        int saturated,
        double meanBound,
        double meanError,
        double largestShareOfBound,
        @Nullable Double certifiedShare) {
    private static final int MOST_SAMPLES = 64;

    /** Nothing for other schemes: those run freely and have no bound in advance. */
    public static Optional<CertifiedBound> measure(
            CoreProgram program, SpikingConverted converted, AnnGraph graph, Engine engine, float[][] samples) {
        if (program.coding() != Coding.SERIAL) {
            return Optional.empty();
        }
        float[][] few = Arrays.copyOf(samples, Math.min(MOST_SAMPLES, samples.length));
        SerialBound bound = new SerialBound(converted.snn(), program, caps(converted, graph));
        SerialBound.Bounded[] bounds =
                Arrays.stream(few).parallel().map(bound::of).toArray(SerialBound.Bounded[]::new);
        return Optional.of(compared(bounds, engine.run(few), graph.tail().classification()));
    }

    private static CertifiedBound compared(
            SerialBound.Bounded[] bounds, List<SampleResult> results, boolean classification) {
        int[] held = IntStream.range(0, bounds.length)
                .filter(s -> results.get(s).counts().saturations() == 0)
                .toArray();
        double sumOfBounds = 0;
        double sumOfErrors = 0;
        double largestShare = 0;
        int certified = 0;
        for (int s : held) {
            float[] exact = bounds[s].exact();
            for (int i = 0; i < exact.length; i++) {
                double error = Math.abs(results.get(s).outputs()[i] - exact[i]);
                sumOfBounds += bounds[s].error()[i] / exact.length;
                sumOfErrors += error / exact.length;
                largestShare = Math.max(largestShare, error / bounds[s].error()[i]);
            }
            certified += bounds[s].isCertain() ? 1 : 0;
        }
        int count = Math.max(1, held.length);
        return new CertifiedBound(
                bounds.length,
                bounds.length - held.length,
                sumOfBounds / count,
                sumOfErrors / count,
                largestShare,
                classification ? certified / (double) Math.max(1, bounds.length) : null);
    }

    /** Caps of the network's own ReLUs, in events. */
    private static Map<Integer, float[]> caps(SpikingConverted converted, AnnGraph graph) {
        Map<Integer, float[]> caps = new HashMap<>();
        for (LayerStatistics layer : converted.layers()) {
            boolean capped = graph.nodes().get(layer.annNode()).layer() instanceof AnnLayer.Relu relu
                    && Float.isFinite(relu.cap());
            if (capped && layer.part() == LayerStatistics.Part.POSITIVE) {
                AnnLayer.Relu relu =
                        (AnnLayer.Relu) graph.nodes().get(layer.annNode()).layer();
                float[] cap = new float[layer.eventValues().length];
                for (int c = 0; c < cap.length; c++) {
                    cap[c] = relu.cap() / layer.eventValues()[c];
                }
                caps.put(layer.snnNode(), cap);
            }
        }
        return caps;
    }
}

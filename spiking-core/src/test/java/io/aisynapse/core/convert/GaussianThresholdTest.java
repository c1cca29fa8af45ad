package io.aisynapse.core.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ChannelSpread;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.ann.ValueSource;
import io.aisynapse.core.ann.prior.BelievedActivations;
import io.aisynapse.core.ann.prior.InputRange;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.UnaryFunction;
import io.aisynapse.core.tensor.UnaryFunction.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaussianThresholdTest {
    /**
     * Thresholds from a batch norm's β and γ against the fixed point of the least mean square staircase under a normal
     * distribution: {@code θ ← N·[μ(N − Σ erf eᵢ) + σ√(2/π)·Σ exp(−eᵢ²)] / [N² − Σ (2i − 1) erf eᵢ]}.
     */
    @ParameterizedTest
    @CsvSource({"0, 1, 4", "0, 1, 8", "0.5, 2, 8", "-1, 1, 16", "1, 0.5, 4", "-0.3, 0.7, 32"})
    void batchNormsGiveTheGaussianFixedPoint(double mean, double deviation, int steps) {
        SpikingConverted converted = SpikingConversion.calibrate(
                        network((float) mean, (float) deviation),
                        new BelievedActivations(network((float) mean, (float) deviation), range()))
                .convert(Scheme.SERIAL, steps);
        LayerStatistics layer = converted.layers().getFirst();
        assertEquals(ValueSource.BATCH_NORM, layer.source());
        double wanted = fixedPoint(mean, deviation, steps);
        assertEquals(wanted, layer.thresholds()[0], 0.08 * wanted);
        assertTrue(layer.clippedShare() < 0.2);
    }

    private static double fixedPoint(double mean, double deviation, int steps) {
        UnaryFunction erf = UnaryFunction.of(Kind.ERF);
        double threshold = mean + 2 * deviation;
        for (int round = 0; round < 2000; round++) {
            double erfs = 0;
            double weighted = 0;
            double densities = 0;
            for (int i = 1; i <= steps; i++) {
                double e = ((2 * i - 1) * threshold / (2.0 * steps) - mean) / (deviation * Math.sqrt(2));
                erfs += erf.apply(e);
                weighted += (2 * i - 1) * erf.apply(e);
                densities += Math.exp(-e * e);
            }
            double above = mean * (steps - erfs) + deviation * Math.sqrt(2 / Math.PI) * densities;
            threshold = steps * above / ((double) steps * steps - weighted);
        }
        return threshold;
    }

    private static InputRange range() {
        return InputRange.declared(network(0, 1), -1000, 1000);
    }

    private static AnnGraph network(float mean, float deviation) {
        Shape one = Shape.vector(1);
        return new AnnGraph(
                List.of(new ModelInput("x", List.of(1), 0, false)),
                List.of(
                        new AnnNode("x", "x", new AnnLayer.Input(), List.of(), one),
                        new AnnNode("d", "d", new AnnLayer.Dense(1, 1, new float[] {1}, new float[1]), List.of(0), one),
                        new AnnNode("r", "r", new AnnLayer.Relu(Float.POSITIVE_INFINITY), List.of(1), one),
                        new AnnNode(
                                "y", "y", new AnnLayer.Dense(1, 1, new float[] {1}, new float[1]), List.of(2), one)),
                new Tail(false, List.of(), false),
                List.of(new ModelOutput("y", 0, 1, List.of(1))),
                Map.of("d", new ChannelSpread(new float[] {mean}, new float[] {deviation})));
    }
}

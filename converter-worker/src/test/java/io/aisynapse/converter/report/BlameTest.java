package io.aisynapse.converter.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.pass.AnnPasses;
import io.aisynapse.core.convert.LayerStatistics;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.convert.SpikingConversion;
import io.aisynapse.core.convert.SpikingConverted;
import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import io.aisynapse.test.TrainedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BlameTest {
    private static final TrainedModel MODEL = TrainedModel.DIGITS_SKLEARN_RELU;
    private static final int STEPS = 32;

    private final AnnGraph graph = AnnPasses.simplify(
            OnnxGate.check(MODEL.onnx(), GateLimits.defaults()).graph());
    private final float[][] samples = MODEL.calibrationSamples(64);
    private final SpikingConverted converted =
            SpikingConversion.calibrate(graph, samples).convert(Scheme.RATE, STEPS);

    @Test
    void aLayerWhoseThresholdIsFarTooSmallIsBlamedFirstInBothRankings() {
        for (int faulty = 0; faulty < converted.layers().size(); faulty++) {
            LayerStatistics layer = converted.layers().get(faulty);
            Blame blame = Blame.measure(new StagedNetwork(graph, planted(faulty), STEPS), samples);
            String name = graph.nodes().get(layer.annNode()).name();
            assertEquals(name, blame.alone().getFirst().layer());
            assertEquals(name, blame.withoutIt().getFirst().layer());
        }
    }

    @Test
    void aSoundConversionBlamesNoLayerForMuch() {
        Blame blame = Blame.measure(new StagedNetwork(graph, converted, STEPS), samples);
        assertTrue(blame.alone().getFirst().relativeError() < 0.05, blame::toString);
    }

    @Test
    void aSmallThresholdShowsInTheClippedStageAlready() {
        Map<String, float[][]> sound = new StagedNetwork(graph, converted, STEPS).stages(samples);
        Map<String, float[][]> faulty = new StagedNetwork(graph, planted(0), STEPS).stages(samples);
        float[][] exact = sound.get("8-bit weights");
        double error = Distances.relative(faulty.get("clipped at thresholds"), exact);
        assertTrue(error > 0.2, () -> "error " + error);
        assertTrue(Distances.relative(sound.get("clipped at thresholds"), exact) < 0.05);
    }

    private SpikingConverted planted(int faulty) {
        List<LayerStatistics> layers = new ArrayList<>(converted.layers());
        LayerStatistics sound = layers.get(faulty);
        float[] thresholds = sound.thresholds().clone();
        for (int channel = 0; channel < thresholds.length; channel++) {
            thresholds[channel] *= 0.1f;
        }
        layers.set(
                faulty,
                new LayerStatistics(
                        sound.name(),
                        sound.snnNode(),
                        sound.annNode(),
                        sound.part(),
                        sound.eventValues(),
                        thresholds,
                        sound.clippedShare(),
                        sound.silentChannels(),
                        sound.relativeError(),
                        sound.source(),
                        sound.capped()));
        return new SpikingConverted(converted.scheme(), converted.snn(), layers);
    }
}

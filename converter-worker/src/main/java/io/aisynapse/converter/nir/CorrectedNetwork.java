package io.aisynapse.converter.nir;

import io.aisynapse.converter.ConvertedModel;
import io.aisynapse.converter.PreparedModel;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tune.BiasCorrection;
import java.util.ArrayList;
import java.util.List;

/**
 * The spiking network in real numbers as another tool can run it: every layer fires from the first tick on, answers are
 * means over all ticks, and biases are corrected for just that.
 */
final class CorrectedNetwork {
    private CorrectedNetwork() {}

    static SnnGraph of(PreparedModel prepared, ConvertedModel converted) {
        SnnGraph network = converted.converted().snn();
        CoreProgram placed = converted.placed().withStartDelay(0);
        CoreProgram corrected = BiasCorrection.correctOverAllTicks(
                placed,
                prepared.simplified(),
                converted.converted(),
                prepared.calibration().solving().samples());
        List<SnnNode> nodes = new ArrayList<>();
        for (int i = 0; i < network.nodes().size(); i++) {
            Stage before = placed.stages().get(i);
            Stage after = corrected.stages().get(i);
            nodes.add(
                    switch (network.nodes().get(i)) {
                        case SnnNode.Population population ->
                            new SnnNode.Population(
                                    population.name(),
                                    population.shape(),
                                    population.projections(),
                                    moved(population.bias(), (Stage.Population) before, (Stage.Population) after),
                                    population.eventValue(),
                                    population.model());
                        case SnnNode.Readout readout ->
                            new SnnNode.Readout(
                                    readout.name(),
                                    readout.shape(),
                                    readout.projections(),
                                    moved(readout.bias(), (Stage.Readout) before, (Stage.Readout) after));
                        case SnnNode node -> node;
                    });
        }
        return new SnnGraph(network.coding(), 0, nodes);
    }

    private static float[] moved(float[] bias, Stage.Population before, Stage.Population after) {
        float[] moved = bias.clone();
        for (int c = 0; c < moved.length; c++) {
            double unit = (double) before.membranes().threshold()[c] * Ranges.BIAS_UNIT;
            moved[c] +=
                    (float) ((after.membranes().bias()[c] - before.membranes().bias()[c]) / unit);
        }
        return moved;
    }

    private static float[] moved(float[] bias, Stage.Readout before, Stage.Readout after) {
        float[] moved = bias.clone();
        for (int c = 0; c < moved.length; c++) {
            moved[c] += (float) (after.bias()[c] - before.bias()[c]);
        }
        return moved;
    }
}

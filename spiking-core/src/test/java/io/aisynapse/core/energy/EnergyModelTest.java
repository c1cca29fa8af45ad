package io.aisynapse.core.energy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.chip.ChipSpecReader;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.count.EventCounts;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Worked by hand: three cores of one neuron layer each, on a Loihi with one core a tile and 2 × 2 tiles, two ticks.
 * <pre>
 *   core 0 (0,0): a, 2 neurons, bias 1: both spike at both ticks          ─ 4 spikes, 1 hop east  ─▶ core 1
 *   core 1 (1,0): b, 2 neurons, ½ from each of a to the first, 0 to the other: 2 spikes, 1 hop south ─▶ core 3
 *   core 3 (1,1): the readout, 1 neuron
 * </pre>
 */
class EnergyModelTest {
    private final CoreProgram program = Compiler.compile(network(), smallLoihi(), 2);
    private final EventCounts counts = new Engine(program, RunOptions.defaults())
            .run(new float[][] {{1}})
            .getFirst()
            .counts();

    @Test
    void countsAreThoseOfTheHand() {
        EventCounts wanted = new EventCounts(
                1,
                new EventCounts.Operations(4 + 2, 4 * 2 + 2, 0, 2, 0),
                new EventCounts.Updates(2 * 2 + 2 + 2, 2),
                new EventCounts.Traffic(4 + 2, 4, 2),
                2 * (4 * 3_500 + 2 * 8_400),
                0);
        assertEquals(wanted, counts);
    }

    @Test
    void energyIsThatOfTheHandToThePicojoule() {
        EnergyEstimate estimate = EnergyModel.of(program).estimate(counts);
        double[] wanted = {10 * 23.6, 8 * 81, 2 * 52, 6 * 1.7, 4 * 3.0, 2 * 4.0, 2 * 0.23};
        for (int i = 0; i < wanted.length; i++) {
            assertEquals(wanted[i], estimate.parts().get(i).picojoules(), 1e-9);
        }
        assertEquals(1018.66, estimate.totalPicojoules(), 1e-9);
    }

    @Test
    void timeIsSlowestCoreAndBarrierAndLongestRoute() {
        double barrier = 113 + (465 - 113) * 2 / 3.0;
        double tick = 4 * 3.5 + 2 * 8.4 + barrier + 2.1 + 6.5;
        assertEquals(2 * tick, EnergyModel.of(program).estimate(counts).chipNanoseconds(), 1e-9);
    }

    @Test
    void twoSamplesCostTwice() {
        EnergyModel model = EnergyModel.of(program);
        EnergyEstimate once = model.estimate(counts);
        EnergyEstimate twice = model.estimate(EventCounts.NONE.plus(counts).plus(counts));
        assertEquals(2 * once.totalPicojoules(), twice.totalPicojoules(), 1e-9);
        assertEquals(2 * once.chipNanoseconds(), twice.chipNanoseconds(), 1e-9);
    }

    private static SnnGraph network() {
        Shape two = Shape.vector(2);
        float[] ones = {1, 1};
        return new SnnGraph(List.of(
                new SnnNode.Input("input", Shape.vector(1), 1, 1),
                new SnnNode.Population("a", two, List.of(dense(0, 1, 2, 0, 0)), ones, ones, NeuronModel.binary()),
                new SnnNode.Population(
                        "b",
                        two,
                        List.of(dense(1, 2, 2, 0.5f, 0, 0.5f, 0)),
                        new float[] {0, 0},
                        ones,
                        NeuronModel.binary()),
                new SnnNode.Readout("readout", Shape.vector(1), List.of(dense(2, 2, 1, 1, 1)), new float[] {0})));
    }

    private static Projection dense(int source, int inputs, int outputs, float... weight) {
        return new Projection(source, new Kernel.Dense(inputs, outputs, weight));
    }

    private static ChipSpec smallLoihi() {
        TreeMap<String, String> entries =
                new TreeMap<>(ChipProfiles.named("loihi-1").orElseThrow().entries());
        entries.put("mesh.columns", "2");
        entries.put("mesh.rows", "2");
        entries.put("mesh.coresPerTile", "1");
        return ChipSpecReader.read(entries);
    }
}

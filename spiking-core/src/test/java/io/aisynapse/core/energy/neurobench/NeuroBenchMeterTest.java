package io.aisynapse.core.energy.neurobench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.energy.price.PriceList;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.count.EventCounts;
import io.aisynapse.core.engine.watch.SampleWatch;
import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.neuron.LeakyMembrane;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * By hand: two inputs over three ticks, two neurons with threshold 1 and the weights below, one readout.
 * <pre>
 *   weights   input 0: 0.75, 0     input 1: 0.75, 0.25      neurons to the readout: 1, 0
 *   tick 1    0, 1    V = 0.75, 0.25                        2 effective operations of values 0 and 1
 *   tick 2    1, 0    V = 1.5 → spike, 0.5;  0.25           1 effective operation;  the spike 1
 *   tick 3    0, 2    V = 2.0 → spike, 1.0;  0.75           2 of a value that is no unit;  the spike 1
 * </pre>
 */
class NeuroBenchMeterTest {
    private static final Shape TWO = Shape.vector(2);

    private static CoreProgram program() {
        Kernel in = new Kernel.Dense(2, 2, new float[] {0.75f, 0, 0.75f, 0.25f});
        Kernel out = new Kernel.Dense(2, 1, new float[] {1, 0});
        return Compiler.compile(
                new SnnGraph(List.of(
                        new SnnNode.Input("input", TWO, new double[] {1, 1}, 2, true),
                        new SnnNode.LeakyPopulation(
                                "neurons",
                                TWO,
                                List.of(new Projection(0, in)),
                                new float[2],
                                LeakyMembrane.uniform(2, 1, 0),
                                Firing.subtracting(2, 1)),
                        new SnnNode.Readout("answer", Shape.vector(1), List.of(new Projection(1, out)), new float[1]))),
                ChipProfiles.named("generic").orElseThrow(),
                3);
    }

    private static NeuroBench measured(CoreProgram program, float[]... samples) {
        NeuroBenchMeter meter = new NeuroBenchMeter(program);
        new Engine(program, RunOptions.defaults()).run(samples, new Engine.Observer() {
            @Override
            public SampleWatch watch(int sample) {
                return meter.watch();
            }
        });
        return meter.metrics();
    }

    @Test
    void metricsAreThoseOfTheHand() {
        NeuroBench metrics = measured(program(), new float[] {0, 1, 1, 0, 0, 2});
        assertEquals(0.3333, metrics.connectionSparsity());
        assertEquals(4 / 6.0, metrics.activationSparsity(), 1e-12);
        assertEquals(2, metrics.effectiveMacs());
        assertEquals(2 + 1 + 2, metrics.effectiveAcs());
        assertEquals(3 * (4 + 2), metrics.denseOperations());
        assertEquals(2 + 1 + 2, metrics.membraneUpdates());
    }

    @Test
    void aSilentSampleHalvesTheMeans() {
        NeuroBench metrics = measured(program(), new float[] {0, 1, 1, 0, 0, 2}, new float[6]);
        assertEquals(10 / 12.0, metrics.activationSparsity(), 1e-12);
        assertEquals(1, metrics.effectiveMacs());
        assertEquals(18, metrics.denseOperations());
        assertEquals((5 + 2) / 2.0, metrics.membraneUpdates());
    }

    /** A 3×3 kernel at the border of a 4×4 map reaches 4, 6 or 9 outputs; the weight in its corner is 0. */
    @Test
    void aConvolutionReachesNoPaddingAndNoWeightOfZero() {
        float[] weights = new float[9];
        Arrays.fill(weights, 0.1f);
        weights[0] = 0;
        Window.Extent three = new Window.Extent(3, 1, 1, 1, 1);
        Shape map = new Shape(1, 4, 4);
        Kernel kernel = new Kernel.Convolution(1, 1, 1, new Window(three, three), weights);
        CoreProgram program = Compiler.compile(
                new SnnGraph(List.of(
                        new SnnNode.Input("input", map, new double[] {1}, 1, true),
                        new SnnNode.Readout("answer", map, List.of(new Projection(0, kernel)), new float[1]))),
                ChipProfiles.named("generic").orElseThrow(),
                1);
        Connections connections = Connections.of(program).getFirst();
        assertEquals(4 * 4 + 8 * 6 + 4 * 9, connections.all());
        assertEquals(connections.all() - 9, Arrays.stream(connections.nonzero()).sum());
    }

    /** A device without events runs the network once, whatever happens in it. */
    @Test
    void devicesWithoutEventsPriceOneDensePass() {
        CoreProgram program = program();
        EventCounts counts = new Engine(program, RunOptions.defaults())
                .run(new float[][] {{0, 1, 1, 0, 0, 2}, new float[6]}).stream()
                        .map(result -> result.counts())
                        .reduce(EventCounts.NONE, EventCounts::plus);
        for (PriceList list : PriceList.all()) {
            long operations = list.eventDriven() ? counts.operations().synaptic() : 2 * 6;
            long updates = list.eventDriven() ? 2 * 3 * 3 : 2 * 3;
            assertEquals(
                    operations * list.synapticOperation() + updates * list.neuronUpdate(),
                    list.picojoules(
                            counts,
                            Connections.count(program),
                            program.placement().neurons()),
                    1e-6,
                    list.name());
        }
    }
}

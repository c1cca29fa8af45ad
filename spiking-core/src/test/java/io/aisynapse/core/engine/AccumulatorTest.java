package io.aisynapse.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.engine.reference.ReferenceEngine;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sums at the ends of an accumulator's range: every input of a neuron spikes at every tick, through the largest weight.
 * Shorts hold 258 weights of 127 and no more, and the engine must know.
 */
class AccumulatorTest {
    private static final int TIME_STEPS = 9;
    private static final int OUTPUTS = 37;
    private static final int LARGEST_WEIGHT = 127;

    @ParameterizedTest
    @ValueSource(ints = {1, 257, 258, 259, 260, 516, 517, 600})
    void chargesAtTheBoundAreExact(int inputs) {
        for (int sign : new int[] {1, -1}) {
            CoreProgram program = program(inputs, sign, Coding.RATE, NeuronModel.binary());
            long bound = bound(program);
            assertEquals((long) inputs * LARGEST_WEIGHT, bound, "all weights are the largest");
            compare(program);
        }
    }

    /** What a program's charges can reach is known from its weights and fan-in: {@link Ranges#largestCharges}. */
    @ParameterizedTest
    @ValueSource(ints = {1, 257, 258, 259, 260, 600})
    void shortsAreTakenWhereTheyHoldAllThatCanCome(int inputs) {
        CoreProgram program = program(inputs, 1, Coding.RATE, NeuronModel.binary());
        Stage.Population population = (Stage.Population) program.stages().get(2);
        PopulationPlan plan = PopulationPlan.of(population, program.stages(), Coding.RATE);
        assertEquals(bound(program) <= Short.MAX_VALUE, plan.shortCharges());
        assertEquals(inputs <= 258, plan.shortCharges());
    }

    private static long bound(CoreProgram program) {
        Stage.Population last = (Stage.Population) program.stages().get(2);
        long[] charges = Ranges.largestCharges(last.synapses(), program.stages(), program.coding(), last.shape());
        return Arrays.stream(charges).max().orElseThrow();
    }

    /** Neurons that always spike, then some that all of them reach. */
    private static CoreProgram program(int inputs, int sign, Coding coding, NeuronModel model) {
        float[] identity = {1};
        float[] weight = new float[inputs * OUTPUTS];
        Arrays.fill(weight, 0.01f * sign);
        float[] always = {1};
        float[] values = new float[OUTPUTS];
        Arrays.fill(values, 1);
        Shape from = new Shape(1, inputs, 1);
        Shape to = Shape.vector(OUTPUTS);
        SnnGraph graph = new SnnGraph(
                coding,
                0,
                List.of(
                        new SnnNode.Input("input", from, new double[] {0.1}, 15),
                        new SnnNode.Population(
                                "always",
                                from,
                                List.of(new Projection(0, new Kernel.Diagonal(identity))),
                                always,
                                new float[] {1},
                                model),
                        new SnnNode.Population(
                                "sum",
                                to,
                                List.of(new Projection(1, new Kernel.Dense(inputs, OUTPUTS, weight))),
                                new float[OUTPUTS],
                                values,
                                model),
                        new SnnNode.Readout(
                                "readout",
                                Shape.vector(1),
                                List.of(new Projection(2, new Kernel.Dense(OUTPUTS, 1, values))),
                                new float[1])));
        return Compiler.compile(graph, ChipProfiles.named("generic").orElseThrow(), TIME_STEPS);
    }

    private static void compare(CoreProgram program) {
        float[] sample = new float[program.sampleSize()];
        Arrays.fill(sample, 1);
        SampleResult wanted = new ReferenceEngine(program).run(sample);
        assertEquals(sample.length, new ReferenceEngine(program).spikeCounts(sample)[1][0] > 0 ? sample.length : 0);
        for (Strategy strategy : Strategy.values()) {
            Engine engine = new Engine(program, new RunOptions(1, SynapseKernels.fastest(), strategy));
            SampleResult found = engine.run(new float[][] {sample}).getFirst();
            assertArrayEquals(wanted.outputs(), found.outputs());
            assertEquals(wanted.counts(), found.counts());
        }
    }
}

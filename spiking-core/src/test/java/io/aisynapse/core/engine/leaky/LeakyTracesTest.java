package io.aisynapse.core.engine.leaky;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.chip.ChipSpecReader;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.neuron.LeakyMembrane;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Single neurons whose potentials were worked out by hand; halves and quarters are exact in integers. */
class LeakyTracesTest {
    private static final Shape ONE = Shape.vector(1);
    private static final ChipSpec GENERIC = ChipProfiles.named("generic").orElseThrow();

    /** V: 0.75, 1.125 → spike, leaves 0.125, then 0.8125, 1.15625 → spike, leaves 0.15625 … */
    @Test
    void aNeuronThatLeaksHalfAndSubtractsSpikesEverySecondTick() {
        LeakyMembrane half = LeakyMembrane.uniform(1, 0.5f, 0);
        assertEquals("010101", spikes(graph(half, Firing.subtracting(1, 1), List.of()), 0.75f, 6));
    }

    /** V: 0.75, 1.125 → spike and 0, 0.75, 1.125 …; with 0.5 V never passes 1, as V = 0.5, 0.75, 0.875 … */
    @Test
    void aNeuronThatIsResetToZeroForgetsWhatWasAbove() {
        LeakyMembrane half = LeakyMembrane.uniform(1, 0.5f, 0);
        assertEquals("010101", spikes(graph(half, Firing.toZero(1, 1), List.of()), 0.75f, 6));
        assertEquals("00000000", spikes(graph(half, Firing.toZero(1, 1), List.of()), 0.5f, 8));
    }

    /** A potential that only reaches the threshold is not above it. */
    @Test
    void aPotentialAtTheThresholdIsNoSpike() {
        LeakyMembrane none = LeakyMembrane.uniform(1, 0, 0);
        assertEquals("0000", spikes(graph(none, Firing.toZero(1, 1), List.of()), 1, 4));
        assertEquals("1111", spikes(graph(none, Firing.toZero(1, 1), List.of()), 1.25f, 4));
    }

    /** One impulse of 1: I = 1, ½, ¼, ⅛; V = 1, 1, ¾, ½ with both shares ½. */
    @Test
    void aCurrentThatDecaysKeepsOnCharging() {
        LeakyMembrane cuba = LeakyMembrane.uniform(1, 0.5f, 0.5f);
        float[] never = {4};
        Firing firing = new Firing(never, Firing.Reset.SUBTRACT, never, 0);
        SnnGraph graph = graph(cuba, firing, List.of());
        assertArrayEquals(new double[] {1, 1, 0.75, 0.5}, potentials(graph, impulse(4)), 1e-6);
    }

    /** The spike of tick 1 comes back with weight 2 three ticks later, and so on. */
    @Test
    void aRecurrentSpikeArrivesAfterItsDelay() {
        LeakyMembrane none = LeakyMembrane.uniform(1, 0, 0);
        Projection back = new Projection(1, dense(2), 3);
        assertEquals("1001001", spikesPerTick(graph(none, Firing.toZero(1, 0.5f), List.of(back)), impulse(7)));
    }

    /** Driven by 0.75 without leak: spikes at 2; then two ticks at rest, in which nothing is added. */
    @Test
    void aRefractoryNeuronStaysAsItIs() {
        LeakyMembrane whole = LeakyMembrane.uniform(1, 1, 0);
        Firing firing = new Firing(new float[] {1}, Firing.Reset.TO_VALUE, new float[] {0}, 2);
        assertEquals("01000100", spikes(graph(whole, firing, List.of()), 0.75f, 8));
    }

    /** Decays are rounded towards zero on both sides: ±5 of 7 bits at a share of ½ is ±2, ±1, 0. */
    @Test
    void stateIsRoundedTowardsZero() {
        TreeMap<String, String> entries = new TreeMap<>(GENERIC.entries());
        entries.put("precision.decayBits", "7");
        for (int sign : new int[] {1, -1}) {
            LeakyMembrane half = LeakyMembrane.uniform(1, 0.5f, 0);
            SnnNode.Readout readout = new SnnNode.Readout(
                    "readout",
                    ONE,
                    List.of(new Projection(0, dense(sign))),
                    new float[1],
                    new Decoding.Potential(half, Decoding.Over.LAST));
            SnnGraph graph = new SnnGraph(List.of(new SnnNode.Input("input", ONE, new double[] {1}, 5, true), readout));
            CoreProgram program = Compiler.compile(graph, ChipSpecReader.read(entries), 4);
            double unit = program.readout().scale()[0];
            int weight = program.readout().synapses().getFirst().kernel().weight()[0];
            double start = unit * weight * (1 << potentialExponent(program));
            double[][] answers = new Engine(program, RunOptions.defaults()).answersByTick(new float[] {5, 0, 0, 0});
            long units = Math.round(5 * start / unit);
            for (int tick = 0; tick < 4; tick++) {
                assertEquals(units * unit, answers[tick][0], 1e-12, "tick " + tick);
                units /= 2;
            }
        }
    }

    private static int potentialExponent(CoreProgram program) {
        return ((io.aisynapse.core.program.IntegerDecoding.Potential)
                        program.readout().decoding())
                .membrane()
                .exponent()[0][0];
    }

    private static Kernel dense(float weight) {
        return new Kernel.Dense(1, 1, new float[] {weight});
    }

    /** Input levels of a quarter → the neuron → its spikes as they are. */
    private static SnnGraph graph(LeakyMembrane membrane, Firing firing, List<Projection> recurrent) {
        List<Projection> projections = new ArrayList<>(List.of(new Projection(0, dense(0.25f))));
        projections.addAll(recurrent);
        return new SnnGraph(List.of(
                new SnnNode.Input("input", ONE, new double[] {0.25}, 64, true),
                new SnnNode.LeakyPopulation("neuron", ONE, projections, new float[1], membrane, firing),
                new SnnNode.Readout("readout", ONE, List.of(new Projection(1, dense(1))), new float[1])));
    }

    private static float[] impulse(int timeSteps) {
        float[] sample = new float[timeSteps];
        sample[0] = 1;
        return sample;
    }

    private static String spikes(SnnGraph graph, float current, int timeSteps) {
        float[] sample = new float[timeSteps];
        Arrays.fill(sample, current);
        return spikesPerTick(graph, sample);
    }

    private static String spikesPerTick(SnnGraph graph, float[] sample) {
        CoreProgram program = Compiler.compile(graph, GENERIC, sample.length);
        double[][] means = new Engine(program, RunOptions.defaults()).answersByTick(sample);
        StringBuilder text = new StringBuilder();
        long before = 0;
        for (int tick = 1; tick <= sample.length; tick++) {
            long now = Math.round(means[tick - 1][0] * tick);
            text.append(now - before);
            before = now;
        }
        return text.toString();
    }

    /** The same neuron as a readout. */
    private static double[] potentials(SnnGraph graph, float[] sample) {
        SnnNode.LeakyPopulation neuron = (SnnNode.LeakyPopulation) graph.nodes().get(1);
        SnnGraph read = new SnnGraph(List.of(
                graph.input(),
                new SnnNode.Readout(
                        "readout",
                        ONE,
                        neuron.projections(),
                        neuron.bias(),
                        new Decoding.Potential(neuron.membrane(), Decoding.Over.LAST))));
        CoreProgram program = Compiler.compile(read, GENERIC, sample.length);
        double[][] answers = new Engine(program, RunOptions.defaults()).answersByTick(sample);
        return Arrays.stream(answers).mapToDouble(answer -> answer[0]).toArray();
    }
}

package io.aisynapse.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.energy.EnergyModel;
import io.aisynapse.core.engine.answer.MarginRule;
import io.aisynapse.core.engine.reference.ReferenceEngine;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Windows;
import io.aisynapse.core.snn.SnnGraph;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Samples that end at some tick: the answer of that tick, and what had happened by then. */
class EarlyExitTest {
    private static final int NETWORKS = 240;
    private static final int TIME_STEPS = 12;

    private int cut;

    @Test
    void anEndedSampleHasTheAnswerAndTheCountsOfThatTick() {
        for (int seed = 0; seed < NETWORKS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SnnGraph graph = RandomNetworks.network(seed);
            CoreProgram program = Compiler.compile(
                            graph, ChipProfiles.named("generic").orElseThrow(), TIME_STEPS)
                    .withReadoutStart(random.nextInt(TIME_STEPS));
            if (graph.coding() == Coding.RATE && random.nextBoolean()) {
                program = program.withStartDelay(1 + random.nextInt(TIME_STEPS));
            }
            float[][] samples = {RandomNetworks.sample(graph, random), RandomNetworks.sample(graph, random)};
            int[] ends = {1 + random.nextInt(TIME_STEPS), 1 + random.nextInt(TIME_STEPS)};
            compare("network " + seed + ", " + program.coding(), program, samples, ends);
        }
        assertTrue(cut > 100, cut + " samples that were cut short are too few");
    }

    private void compare(String name, CoreProgram program, float[][] samples, int[] ends) {
        Engine engine = new Engine(program, new RunOptions(2, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER));
        List<SampleResult> ended =
                engine.run(samples, new Engine.Observer() {}, (sample, tick, answer) -> tick == ends[sample]);
        List<SampleResult> whole = engine.run(samples);
        for (int s = 0; s < samples.length; s++) {
            SampleResult result = ended.get(s);
            assertArrayEquals(engine.answersByTick(samples[s])[ends[s] - 1], result.outputs(), name);
            assertEquals(ends[s], result.ticks(), name);
            long early = TIME_STEPS - ends[s];
            assertEquals(Windows.of(program).ticks() - early, result.chipTicks(), name);
            var updates = result.counts().updates();
            assertEquals(result.chipTicks() * program.placement().neurons(), updates.active() + updates.idle(), name);
            compareCounts(name, program, samples[s], result, whole.get(s));
        }
    }

    /** Where no layer waits, a sample that ends at tick t is the run of a program of t time steps. */
    private void compareCounts(
            String name, CoreProgram program, float[] sample, SampleResult ended, SampleResult whole) {
        if (ended.ticks() == TIME_STEPS) {
            assertEquals(whole.counts(), ended.counts(), name);
            return;
        }
        cut++;
        assertTrue(
                ended.counts().operations().spikes()
                                <= whole.counts().operations().spikes()
                        && ended.counts().operations().synaptic()
                                <= whole.counts().operations().synaptic(),
                name);
        if (!Windows.of(program).isLayerByLayer()) {
            CoreProgram shorter = new CoreProgram(
                    program.chip(),
                    program.coding(),
                    ended.ticks(),
                    0,
                    Math.min(program.readoutStart(), ended.ticks() - 1),
                    program.stages(),
                    program.placement());
            assertEquals(new ReferenceEngine(shorter).run(sample).counts(), ended.counts(), name);
        }
    }

    @Test
    void energyAndTimeOfAnEndedSampleAreThoseOfItsTicks() {
        SnnGraph graph = RandomNetworks.network(3);
        CoreProgram program =
                Compiler.compile(graph, ChipProfiles.named("loihi-1").orElseThrow(), TIME_STEPS);
        float[][] samples = {RandomNetworks.sample(graph, new SplittableRandom(1))};
        Engine engine = new Engine(program, RunOptions.defaults());
        SampleResult whole = engine.run(samples).getFirst();
        SampleResult ended = engine.run(samples, new Engine.Observer() {}, (sample, tick, answer) -> tick == 2)
                .getFirst();
        EnergyModel model = EnergyModel.of(program);
        var all = model.estimate(whole.counts(), whole.chipTicks());
        var part = model.estimate(ended.counts(), ended.chipTicks());
        assertEquals(model.estimate(whole.counts()), all);
        assertTrue(part.chipNanoseconds() < all.chipNanoseconds() / 2, part + " of " + all);
        assertTrue(part.totalPicojoules() < all.totalPicojoules(), part + " of " + all);
    }

    @Test
    void aMarginIsTheLeadOfTheLargestOverTheSecond() {
        assertEquals(1.5, MarginRule.lead(new double[] {9, 1, 3, 4.5, -2}, 1, 4));
        assertEquals(0, MarginRule.lead(new double[] {2, 2}, 0, 2));
        assertEquals(Double.POSITIVE_INFINITY, MarginRule.lead(new double[] {2}, 0, 1));
    }

    @Test
    void aMarginCountsFromItsLeastTickAndFromTheReadoutsBeginOn() {
        MarginRule rule = new MarginRule(1, 3);
        assertTrue(!rule.takes(2, 0, 5) && rule.takes(3, 0, 5) && !rule.takes(3, 0, 0.5));
        assertTrue(!rule.takes(4, 4, 5) && rule.takes(5, 4, 1));
    }
}

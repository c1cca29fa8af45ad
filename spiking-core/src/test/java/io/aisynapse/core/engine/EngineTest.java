package io.aisynapse.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.chip.ChipSpecReader;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.engine.count.EventCounts;
import io.aisynapse.core.engine.count.StageOperations;
import io.aisynapse.core.engine.reference.ReferenceEngine;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.kernel.ScalarSynapseKernels;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.kernel.VectorSynapseKernels;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.snn.SnnGraph;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The fast engine against the reference on random networks: outputs, counts and spikes, bit for bit. */
class EngineTest {
    private static final int NETWORKS = 480;
    private static final List<SynapseKernels> KERNELS = List.of(new ScalarSynapseKernels(), new VectorSynapseKernels());

    private long spikes;
    private long saturations;
    private long hops;
    private long graded;
    private long functions;

    @Test
    void agreesWithTheReferenceOnRandomNetworks() {
        for (int seed = 0; seed < NETWORKS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SnnGraph graph = RandomNetworks.network(seed);
            int timeSteps = random.nextInt(1, 20);
            CoreProgram program = compile(graph, seed, timeSteps).withReadoutStart(random.nextInt(timeSteps));
            if (graph.coding() == Coding.RATE && random.nextBoolean()) {
                program = program.withStartDelay(random.nextInt(timeSteps));
            }
            float[][] samples = {RandomNetworks.sample(graph, random), RandomNetworks.sample(graph, random)};
            compare(seed, program, samples);
        }
        assertTrue(spikes > 100_000, spikes + " spikes are too few to prove anything");
        assertTrue(saturations > 0, "no membrane saturated");
        assertTrue(graded > 100_000, graded + " graded operations are too few");
        assertTrue(functions > 10_000, functions + " function evaluations are too few");
        assertTrue(hops > 1000, hops + " hops are too few");
    }

    /** A network too large for a small core runs on the chip without limits. */
    private static CoreProgram compile(SnnGraph graph, int seed, int timeSteps) {
        try {
            return Compiler.compile(graph, chip(seed % 3), timeSteps);
        } catch (RejectedModelException tooLarge) {
            return Compiler.compile(graph, chip(0), timeSteps);
        }
    }

    private static void assertAddsUp(StageOperations[] byStage, EventCounts.Operations wanted, String name) {
        StageOperations sum = Arrays.stream(byStage).reduce(StageOperations.NONE, StageOperations::plus);
        assertEquals(wanted.synaptic(), sum.binary() + sum.signed() + sum.graded(), name);
        assertEquals(wanted.graded(), sum.graded(), name);
        assertEquals(wanted.input(), sum.multiplyAdds(), name);
        assertEquals(wanted.function(), sum.functions(), name);
    }

    private void compare(int seed, CoreProgram program, float[][] samples) {
        ReferenceEngine reference = new ReferenceEngine(program);
        List<SampleResult> wanted = List.of(reference.run(samples[0]), reference.run(samples[1]));
        int[][] wantedSpikes = reference.spikeCounts(samples[1]);
        for (SynapseKernels kernels : KERNELS) {
            for (Strategy strategy : Strategy.values()) {
                int threads = 1 + (seed + strategy.ordinal()) % 2;
                Engine engine = new Engine(program, new RunOptions(threads, kernels, strategy));
                String name = "network %d, %s, %s, %s"
                        .formatted(seed, program.coding(), kernels.getClass().getSimpleName(), strategy);
                List<SampleResult> found = engine.run(samples);
                int[][] foundSpikes = engine.spikeCounts(samples[1]);
                for (int stage = 0; stage < wantedSpikes.length - 1; stage++) {
                    assertArrayEquals(wantedSpikes[stage], foundSpikes[stage], name + ", stage " + stage);
                }
                int middle = wantedSpikes.length / 2;
                assertArrayEquals(foundSpikes[middle], engine.spikeCounts(samples[1], middle), name);
                assertArrayEquals(reference.means(samples[1])[middle], engine.means(samples[1], middle), name);
                assertAddsUp(
                        engine.operationsByStage(samples[1]),
                        wanted.get(1).counts().operations(),
                        name);
                for (int i = 0; i < samples.length; i++) {
                    assertArrayEquals(wanted.get(i).outputs(), found.get(i).outputs(), name);
                    double[][] answers = engine.answersByTick(samples[i]);
                    assertArrayEquals(wanted.get(i).outputs(), answers[answers.length - 1], name);
                    assertEquals(wanted.get(i).counts(), found.get(i).counts(), name);
                }
            }
        }
        EventCounts counts = wanted.getFirst().counts();
        spikes += counts.operations().spikes();
        saturations += counts.saturations();
        graded += counts.operations().graded();
        functions += counts.operations().function();
        hops += counts.traffic().eastWestHops() + counts.traffic().northSouthHops();
    }

    /** The two profiles, and a Loihi of tiny cores so that every layer is cut. */
    private static ChipSpec chip(int kind) {
        if (kind == 0) {
            return ChipProfiles.named("generic").orElseThrow();
        }
        ChipSpec loihi = ChipProfiles.named("loihi-1").orElseThrow();
        if (kind == 1) {
            return loihi;
        }
        TreeMap<String, String> entries = new TreeMap<>(loihi.entries());
        entries.put("limit.neurons", "60");
        return ChipSpecReader.read(entries);
    }
}

package io.aisynapse.core.engine.leaky;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.chip.ChipSpecReader;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.engine.reference.ReferenceEngine;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.kernel.ScalarSynapseKernels;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.kernel.VectorSynapseKernels;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.snn.SnnGraph;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Leaky, recurrent and delayed networks against the reference: answers, events and counts, bit for bit. */
class LeakyEngineTest {
    private static final int NETWORKS = 1200;
    private static final List<SynapseKernels> KERNELS = List.of(new ScalarSynapseKernels(), new VectorSynapseKernels());

    private long spikes;
    private long saturations;
    private long hops;
    private int recurrent;
    private int elsewhere;

    @Test
    void agreesWithTheReferenceOnRandomNetworks() {
        for (int seed = 0; seed < NETWORKS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int timeSteps = random.nextInt(1, 14);
            CoreProgram program = compile(seed, timeSteps).withReadoutStart(random.nextInt(timeSteps));
            SnnGraph graph = graph(seed);
            compare(seed, program, new float[][] {
                RandomLeakyNetworks.sample(graph, timeSteps, random),
                RandomLeakyNetworks.sample(graph, timeSteps, random)
            });
        }
        assertTrue(spikes > 100_000, spikes + " spikes are too few to prove anything");
        assertTrue(saturations > 0, "no state saturated");
        assertTrue(hops > 1000, hops + " hops are too few");
        assertTrue(elsewhere < NETWORKS / 10, elsewhere + " networks did not fit their chip");
        assertTrue(recurrent > NETWORKS / 4, recurrent + " recurrent networks are too few");
    }

    private static SnnGraph graph(int seed) {
        return RandomLeakyNetworks.network(seed, seed % 3 != 1, seed % 3 == 1);
    }

    /** A network too large for a small core runs on the chip without limits. */
    private CoreProgram compile(int seed, int timeSteps) {
        try {
            return Compiler.compile(graph(seed), chip(seed % 3), timeSteps);
        } catch (RejectedModelException tooLarge) {
            elsewhere++;
            return Compiler.compile(graph(seed), chip(0), timeSteps);
        }
    }

    private static ChipSpec chip(int kind) {
        if (kind == 1) {
            return ChipProfiles.named("loihi-1").orElseThrow();
        }
        ChipSpec generic = ChipProfiles.named("generic").orElseThrow();
        TreeMap<String, String> entries = new TreeMap<>(generic.entries());
        if (kind == 2) {
            entries.put("limit.neurons", "25");
            entries.put("precision.stateBits", "16");
            entries.put("precision.maxWeightExponent", "8");
            entries.put("precision.decayBits", "7");
        }
        return ChipSpecReader.read(entries);
    }

    private void compare(int seed, CoreProgram program, float[][] samples) {
        ReferenceEngine reference = new ReferenceEngine(program);
        List<SampleResult> wanted = List.of(reference.run(samples[0]), reference.run(samples[1]));
        int[][] events = reference.spikeCounts(samples[1]);
        for (SynapseKernels kernels : KERNELS) {
            for (Strategy strategy : Strategy.values()) {
                int threads = 1 + (seed + strategy.ordinal()) % 2;
                Engine engine = new Engine(program, new RunOptions(threads, kernels, strategy));
                String name =
                        "network %d, %s, %s".formatted(seed, kernels.getClass().getSimpleName(), strategy);
                List<SampleResult> found = engine.run(samples);
                int[][] foundEvents = engine.spikeCounts(samples[1]);
                for (int stage = 0; stage < events.length - 1; stage++) {
                    assertArrayEquals(events[stage], foundEvents[stage], name + ", stage " + stage);
                }
                int middle = events.length / 2;
                assertArrayEquals(foundEvents[middle], engine.spikeCounts(samples[1], middle), name);
                for (int i = 0; i < samples.length; i++) {
                    assertArrayEquals(wanted.get(i).outputs(), found.get(i).outputs(), name);
                    double[][] answers = engine.answersByTick(samples[i]);
                    assertArrayEquals(wanted.get(i).outputs(), answers[answers.length - 1], name);
                    assertEquals(wanted.get(i).counts(), found.get(i).counts(), name);
                }
            }
        }
        var counts = wanted.getFirst().counts();
        spikes += counts.operations().spikes();
        saturations += counts.saturations();
        hops += counts.traffic().eastWestHops() + counts.traffic().northSouthHops();
        recurrent += program.isRecurrent() ? 1 : 0;
    }
}

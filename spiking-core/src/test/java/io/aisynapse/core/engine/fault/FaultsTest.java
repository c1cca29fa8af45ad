package io.aisynapse.core.engine.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.compile.BrokenChip;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RandomNetworks;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.engine.leaky.RandomLeakyNetworks;
import io.aisynapse.core.engine.reference.ReferenceEngine;
import io.aisynapse.core.fault.Faults;
import io.aisynapse.core.fault.SpikeFaults;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.kernel.ScalarSynapseKernels;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.kernel.VectorSynapseKernels;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.snn.SnnGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static final int NETWORKS = 320;
    private static final List<SynapseKernels> KERNELS = List.of(new ScalarSynapseKernels(), new VectorSynapseKernels());

    private int changed;
    private int flips;

    @Test
    void everyKernelStrategyAndThreadBreaksAsTheReferenceDoes() {
        for (int seed = 0; seed < NETWORKS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            CoreProgram sound = program(seed, random);
            Faults faults = random(seed, random);
            Optional<CoreProgram> broken = broken(sound, faults);
            if (broken.isPresent()) {
                compare(seed, sound, broken.get(), new SpikeFaults(faults));
            }
        }
        assertTrue(changed > NETWORKS / 2, changed + " answers changed");
        assertTrue(flips > NETWORKS / 4, flips + " programs had flipped weights");
    }

    /** Every third network leaks. */
    private static CoreProgram program(int seed, SplittableRandom random) {
        int timeSteps = random.nextInt(1, 16);
        SnnGraph graph = seed % 3 == 0
                ? RandomLeakyNetworks.network(seed, random.nextBoolean(), random.nextBoolean())
                : RandomNetworks.network(seed);
        CoreProgram program = Compiler.compile(graph, chip("generic"), timeSteps);
        return graph.coding() == Coding.RATE && seed % 3 != 0
                ? program.withStartDelay(random.nextInt(timeSteps))
                : program;
    }

    private static Faults random(int seed, SplittableRandom random) {
        return new Faults(
                seed,
                List.of(),
                random.nextInt(3),
                random.nextInt(2) * 0.1,
                random.nextInt(2) * 0.1,
                random.nextInt(2) * 0.02,
                random.nextInt(2) * 0.2);
    }

    /** Flipped weights may leave the range of a sum; then the chip is refused. */
    private static Optional<CoreProgram> broken(CoreProgram sound, Faults faults) {
        try {
            return Optional.of(BrokenChip.of(sound, faults));
        } catch (RejectedModelException e) {
            assertEquals("weight-out-of-range", e.findings().getFirst().code());
            return Optional.empty();
        }
    }

    private void compare(int seed, CoreProgram sound, CoreProgram broken, SpikeFaults faults) {
        SplittableRandom random = new SplittableRandom(seed + 77L);
        float[][] samples = {sample(broken, random), sample(broken, random)};
        ReferenceEngine reference = new ReferenceEngine(broken, faults);
        List<SampleResult> wanted = Arrays.stream(samples).map(reference::run).toList();
        for (SynapseKernels kernels : KERNELS) {
            for (Strategy strategy : Strategy.values()) {
                int threads = 1 + (seed + strategy.ordinal()) % 2;
                Engine engine = new Engine(broken, new RunOptions(threads, kernels, strategy), faults);
                List<SampleResult> found = engine.run(samples);
                for (int i = 0; i < samples.length; i++) {
                    String name = "network %d, sample %d, %s".formatted(seed, i, strategy);
                    assertArrayEquals(wanted.get(i).outputs(), found.get(i).outputs(), name);
                    assertEquals(wanted.get(i).counts(), found.get(i).counts(), name);
                }
            }
        }
        List<SampleResult> unbroken = new Engine(sound, RunOptions.defaults()).run(samples);
        changed +=
                Arrays.equals(unbroken.getFirst().outputs(), wanted.getFirst().outputs()) ? 0 : 1;
        flips += differing(sound, broken) > 0 ? 1 : 0;
    }

    private static float[] sample(CoreProgram program, SplittableRandom random) {
        float[] sample = new float[program.sampleSize()];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = (float) random.nextDouble(-1, 1);
        }
        return sample;
    }

    @Test
    void equalSeedsGiveEqualProgramsAndOthersDiffer() {
        CoreProgram sound = Compiler.compile(RandomNetworks.network(5), chip("generic"), 8);
        Faults faults = new Faults(1, List.of(2), 2, 0, 0, 0.05, 0);
        byte[] first = CoreProgramFile.write(BrokenChip.of(sound, faults));
        assertArrayEquals(first, CoreProgramFile.write(BrokenChip.of(sound, faults)));
        Faults other = new Faults(2, List.of(2), 2, 0, 0, 0.05, 0);
        assertFalse(Arrays.equals(first, CoreProgramFile.write(BrokenChip.of(sound, other))));
    }

    @Test
    void flippedBitsAreAsManyAsTheRateSays() {
        CoreProgram sound = Compiler.compile(RandomNetworks.network(5), chip("generic"), 8);
        long weights = 0;
        for (Stage stage : sound.stages()) {
            for (Synapses synapses : stage.incoming()) {
                weights += synapses.kernel().weight().length;
            }
        }
        CoreProgram broken = BrokenChip.of(sound, new Faults(1, List.of(), 0, 0, 0, 0.01, 0));
        double expected = weights * (1 - Math.pow(0.99, 8));
        assertEquals(expected, differing(sound, broken), 5 * Math.sqrt(expected) + 1);
        CoreProgram whole = BrokenChip.of(sound, new Faults(1, List.of(), 0, 0, 0, 0, 0));
        assertEquals(0, differing(sound, whole));
    }

    private static long differing(CoreProgram a, CoreProgram b) {
        long count = 0;
        for (int s = 0; s < a.stages().size(); s++) {
            List<Synapses> before = a.stages().get(s).incoming();
            for (int p = 0; p < before.size(); p++) {
                IntegerKernel kernel = b.stages().get(s).incoming().get(p).kernel();
                for (int i = 0; i < kernel.weight().length; i++) {
                    count += kernel.weight()[i] == before.get(p).kernel().weight()[i] ? 0 : 1;
                }
            }
        }
        return count;
    }

    @Test
    void deadCoresTakeNothingAndChangeNoAnswer() {
        CoreProgram sound = Compiler.compile(RandomNetworks.network(5), chip("loihi-2"), 8);
        List<Integer> dead =
                sound.placement().pieces().stream().map(Piece::core).toList();
        CoreProgram broken = BrokenChip.of(sound, new Faults(1, dead, 3, 0, 0, 0, 0));
        assertTrue(broken.placement().pieces().stream().noneMatch(piece -> dead.contains(piece.core())));
        float[][] samples = {sample(sound, new SplittableRandom(1))};
        SampleResult wanted =
                new Engine(sound, RunOptions.defaults()).run(samples).getFirst();
        SampleResult found =
                new Engine(broken, RunOptions.defaults()).run(samples).getFirst();
        assertArrayEquals(wanted.outputs(), found.outputs());
        assertEquals(wanted.counts().operations(), found.counts().operations());
    }

    @Test
    void deadCoresThatFillAChipOpenTheNext() {
        CoreProgram sound = Compiler.compile(RandomNetworks.network(5), chip("loihi-2"), 8);
        CoreProgram broken = BrokenChip.of(sound, new Faults(1, List.of(), 128, 0, 0, 0, 0));
        assertEquals(2, broken.placement().chips());
    }

    @Test
    void tooFewCoresAreAFinding() {
        CoreProgram sound = Compiler.compile(RandomNetworks.network(5), chip("generic"), 8);
        RejectedModelException refused = assertThrows(
                RejectedModelException.class,
                () -> BrokenChip.of(sound, new Faults(1, List.of(1024, -1), 1024, 0, 0, 0, 0)));
        assertEquals(
                List.of("bad-value", "bad-value", "does-not-fit"),
                refused.findings().stream().map(finding -> finding.code()).toList());
    }

    @Test
    void lossesFollowTheSampleAndNotItsPlace() {
        CoreProgram program = Compiler.compile(RandomNetworks.network(4), chip("generic"), 12);
        SplittableRandom random = new SplittableRandom(2);
        float[] a = sample(program, random);
        float[] b = sample(program, random);
        SpikeFaults faults = new SpikeFaults(new Faults(9, List.of(), 0, 0, 0, 0, 0.3));
        Engine engine = new Engine(program, RunOptions.defaults(), faults);
        List<SampleResult> together = engine.run(new float[][] {a, b, a});
        assertEquals(together.get(0).counts(), together.get(2).counts());
        assertArrayEquals(
                together.get(1).outputs(),
                engine.run(new float[][] {b}).getFirst().outputs());
        long lost = new Engine(program, RunOptions.defaults())
                .run(new float[][] {a})
                .getFirst()
                .counts()
                .operations()
                .spikes();
        assertNotEquals(lost, together.getFirst().counts().operations().spikes());
    }

    private static ChipSpec chip(String name) {
        return ChipProfiles.named(name).orElseThrow();
    }
}

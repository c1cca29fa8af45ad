package io.aisynapse.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.engine.checkpoint.Checkpoint;
import io.aisynapse.core.engine.watch.SampleView;
import io.aisynapse.core.engine.watch.SampleWatch;
import io.aisynapse.core.fault.Faults;
import io.aisynapse.core.fault.SpikeFaults;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.kernel.ScalarSynapseKernels;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.kernel.VectorSynapseKernels;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A sample that is left at some tick and taken up by another engine has the result of one that ran through. */
class CheckpointTest {
    private static final int NETWORKS = 240;
    private static final List<SynapseKernels> KERNELS = List.of(new ScalarSynapseKernels(), new VectorSynapseKernels());

    @Test
    void aSampleGoesOnInAnotherEngineToTheSameResult() {
        int recurrent = 0;
        int between = 0;
        for (int seed = 0; seed < NETWORKS; seed++) {
            RandomPrograms trial = RandomPrograms.of(seed);
            SampleResult wanted =
                    engine(trial, seed, 0).run(new float[][] {trial.sample()}).getFirst();
            byte[] left = leave(trial, seed);
            Checkpoint checkpoint = Checkpoint.read(left).requireOf("program", trial.sample());
            for (int other = 0; other < 4; other++) {
                SampleResult found = resume(engine(trial, other, other / 2), trial.sample(), checkpoint);
                assertArrayEquals(wanted.outputs(), found.outputs(), "network " + seed);
                assertEquals(wanted.counts(), found.counts(), "network " + seed);
                assertEquals(wanted.chipTicks(), found.chipTicks());
            }
            recurrent += trial.program().isRecurrent() ? 1 : 0;
            between += checkpoint.ticks()[0] > 0 ? 1 : 0;
        }
        assertTrue(recurrent > NETWORKS / 10, recurrent + " recurrent networks are too few");
        assertTrue(between > NETWORKS / 2, between + " checkpoints within a sample are too few");
    }

    private static Engine engine(RandomPrograms trial, int kernels, int strategy) {
        return new Engine(
                trial.program(),
                new RunOptions(1, KERNELS.get(kernels % 2), Strategy.values()[strategy % Strategy.values().length]));
    }

    /** Runs to a step drawn by lot and gives up there, after another sample has left its traces in the engine. */
    private static byte[] leave(RandomPrograms trial, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int stages = trial.program().stages().size();
        int step = random.nextInt(stages * trial.program().timeSteps());
        Leaving leaving = new Leaving(step);
        Engine engine = engine(trial, seed / 2, seed / 4);
        engine.run(new float[][] {new float[trial.sample().length]});
        assertThrows(Left.class, () -> engine.run(new float[][] {trial.sample()}, leaving));
        return leaving.bytes;
    }

    private static SampleResult resume(Engine engine, float[] sample, Checkpoint from) {
        Engine.Observer observer = new Engine.Observer() {
            @Override
            public @Nullable Checkpoint resumesFrom(int each) {
                return each == 1 ? from : null;
            }
        };
        return engine.run(new float[][] {new float[sample.length], sample}, observer)
                .get(1);
    }

    private static final class Left extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Leaving implements Engine.Observer, SampleWatch {
        private final int last;
        private int steps;
        private int stride = 1;
        private byte[] bytes = new byte[0];

        Leaving(int last) {
            this.last = last;
        }

        @Override
        public SampleWatch watch(int sample) {
            return this;
        }

        @Override
        public int stride(int stage) {
            return stride;
        }

        @Override
        public void ticked(SampleView view, int stage, int tick) {
            if (steps++ == last) {
                bytes = view.checkpoint("program").toBytes();
                throw new Left();
            }
        }
    }

    @Test
    void aBrokenChipGoesOnAsBroken() {
        for (int seed = 0; seed < NETWORKS / 4; seed++) {
            RandomPrograms trial = RandomPrograms.of(seed);
            SpikeFaults faults = new SpikeFaults(new Faults(seed, List.of(), 0, 0.1, 0.1, 0, 0.2));
            Engine broken = new Engine(trial.program(), RunOptions.defaults(), faults);
            SampleResult wanted = broken.run(new float[][] {trial.sample()}).getFirst();
            Leaving leaving = new Leaving(trial.program().stages().size());
            assertThrows(Left.class, () -> broken.run(new float[][] {trial.sample()}, leaving));
            SampleResult found = resume(broken, trial.sample(), Checkpoint.read(leaving.bytes));
            assertArrayEquals(wanted.outputs(), found.outputs(), "network " + seed);
            assertEquals(wanted.counts(), found.counts(), "network " + seed);
        }
    }

    /** Nobody looks at the ticks between two looks, and the state is the same. */
    @Test
    void ticksMayPassUnwatched() {
        for (int seed = 0; seed < NETWORKS / 4; seed++) {
            RandomPrograms trial = RandomPrograms.of(seed);
            Engine engine = engine(trial, seed, seed);
            SampleResult wanted = engine.run(new float[][] {trial.sample()}).getFirst();
            Leaving leaving = new Leaving(1);
            leaving.stride = 3;
            assertThrows(Left.class, () -> engine.run(new float[][] {trial.sample()}, leaving));
            SampleResult found = resume(engine(trial, seed + 1, seed), trial.sample(), Checkpoint.read(leaving.bytes));
            assertArrayEquals(wanted.outputs(), found.outputs(), "network " + seed);
            assertEquals(wanted.counts(), found.counts(), "network " + seed);
        }
    }

    @Test
    void anotherProgramAndAnotherSampleAreRefusedAtOnce() {
        RandomPrograms trial = RandomPrograms.of(0);
        Checkpoint checkpoint = Checkpoint.read(leave(trial, 0));
        float[] other = trial.sample().clone();
        other[0]++;
        RejectedModelException refused =
                assertThrows(RejectedModelException.class, () -> checkpoint.requireOf("another", other));
        assertEquals(
                List.of("other-program", "other-input"),
                refused.findings().stream().map(Finding::code).toList());
    }

    @Test
    void damagedBytesAreRefusedWhereverTheyAreDamaged() {
        byte[] bytes = leave(RandomPrograms.of(1), 1);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = bytes.clone();
            damaged[i < 8 ? i : random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            assertThrows(RejectedModelException.class, () -> Checkpoint.read(damaged));
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            assertThrows(RejectedModelException.class, () -> Checkpoint.read(cut));
        }
    }

    /** Sealed as it should be, but with another program's arrays. */
    @Test
    void aStateOfOtherArraysIsRefused() {
        RandomPrograms trial = RandomPrograms.of(2);
        Checkpoint right = Checkpoint.read(leave(trial, 2));
        byte[] less = Arrays.copyOf(right.state(), right.state().length - 8);
        byte[] more = Arrays.copyOf(right.state(), right.state().length + 8);
        for (byte[] state : List.of(less, more)) {
            Checkpoint wrong = new Checkpoint(right.program(), right.sample(), right.ticks(), state);
            Checkpoint read = Checkpoint.read(wrong.toBytes());
            assertThrows(RejectedModelException.class, () -> resume(engine(trial, 0, 0), trial.sample(), read));
        }
    }
}

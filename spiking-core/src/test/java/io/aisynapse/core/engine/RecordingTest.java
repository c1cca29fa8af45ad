package io.aisynapse.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.engine.record.RecordPlan;
import io.aisynapse.core.engine.record.RecordWish;
import io.aisynapse.core.engine.record.Recorder;
import io.aisynapse.core.engine.record.SampleRecording;
import io.aisynapse.core.engine.reference.ReferenceEngine;
import io.aisynapse.core.engine.watch.SampleWatch;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.kernel.ScalarSynapseKernels;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.kernel.VectorSynapseKernels;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Windows;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is recorded is what the reference did, tick by tick, whatever strategy and kernels ran. */
class RecordingTest {
    private static final int NETWORKS = 120;
    private static final List<SynapseKernels> KERNELS = List.of(new ScalarSynapseKernels(), new VectorSynapseKernels());

    private long spikes;
    private long traces;
    private long operations;

    @Test
    void recordingsAreThoseOfTheReference() {
        for (int seed = 0; seed < NETWORKS; seed++) {
            RandomPrograms trial = RandomPrograms.of(seed);
            RecordPlan plan = RecordPlan.of(trial.program(), everything(trial.program()));
            ReferenceEngine.Trace wanted = new ReferenceEngine(trial.program()).trace(trial.sample());
            for (SynapseKernels kernels : KERNELS) {
                for (Strategy strategy : Strategy.values()) {
                    Engine engine = new Engine(trial.program(), new RunOptions(1, kernels, strategy));
                    SampleResult unwatched =
                            engine.run(new float[][] {trial.sample()}).getFirst();
                    Recording recording = new Recording(plan, Long.MAX_VALUE);
                    SampleResult watched = engine.run(new float[][] {trial.sample()}, recording)
                            .getFirst();
                    assertArrayEquals(unwatched.outputs(), watched.outputs());
                    assertEquals(unwatched.counts(), watched.counts());
                    SampleRecording found = Objects.requireNonNull(recording.found);
                    compare("network " + seed, plan, wanted, found);
                    assertEquals(
                            watched.counts().operations().spikes(),
                            IntStream.of(found.coreSpikes()).asLongStream().sum());
                }
            }
        }
        assertTrue(spikes > 20_000, spikes + " spikes are too few to prove anything");
        assertTrue(traces > 20_000, traces + " membrane values are too few");
        assertTrue(operations > 20_000, operations + " operations are too few");
    }

    private static List<String> names(CoreProgram program) {
        return program.stages().stream()
                .filter(stage -> stage instanceof Stage.Population || stage instanceof Stage.LeakyPopulation)
                .map(Stage::name)
                .toList();
    }

    /** Membranes backwards and of every second neuron, so that no order is right by chance. */
    private static RecordWish everything(CoreProgram program) {
        List<RecordWish.Membranes> membranes = program.coding() == Coding.SERIAL
                ? List.of()
                : program.stages().reversed().stream()
                        .filter(stage -> names(program).contains(stage.name()))
                        .map(stage -> new RecordWish.Membranes(
                                stage.name(),
                                IntStream.range(0, stage.shape().size())
                                        .filter(neuron -> neuron % 2 == 0)
                                        .boxed()
                                        .toList()))
                        .toList();
        return new RecordWish(names(program), membranes, true);
    }

    private void compare(String name, RecordPlan plan, ReferenceEngine.Trace wanted, SampleRecording found) {
        CoreProgram program = plan.program();
        Windows windows = Windows.of(program);
        int[][][] values = new int[program.stages().size()][program.timeSteps() + 1][];
        for (int stage : plan.populations()) {
            int size = program.stages().get(stage).shape().size();
            Arrays.setAll(values[stage], tick -> new int[size]);
        }
        for (int e = 0; e < found.spikes().count(); e++) {
            int stage = plan.populations().get(found.spikes().population()[e]);
            int tick = found.spikes().tick()[e] - windows.begin(stage);
            values[stage][tick][found.spikes().neuron()[e]] += found.spikes().value()[e];
        }
        for (int stage : plan.populations()) {
            assertArrayEquals(wanted.values()[stage], values[stage], name + ", stage " + stage);
        }
        for (int t = 0; t < plan.traces().size(); t++) {
            RecordPlan.Trace trace = plan.traces().get(t);
            long[][] history = Objects.requireNonNull(wanted.membranes()[trace.stage()]);
            for (int tick = 1; tick <= program.timeSteps(); tick++) {
                long membrane = found.membranes()[t * program.timeSteps() + tick - 1];
                assertEquals(history[tick][trace.neuron()], membrane, name + ", " + trace + ", tick " + tick);
                traces++;
            }
        }
        for (int tick = 0; tick < plan.ticks(); tick++) {
            for (int core = 0; core < plan.cores().size(); core++) {
                int at = tick * plan.cores().size() + core;
                long all = wanted.operations()[tick][plan.cores().get(core)];
                assertEquals(all, found.coreOperations()[at], name + ", core " + core);
                operations += all;
            }
        }
        spikes += found.spikes().count();
        assertEquals(plan.ticks(), found.ticks());
    }

    private static final class Recording implements Engine.Observer {
        private final RecordPlan plan;
        private final long most;
        private @Nullable SampleRecording found;

        Recording(RecordPlan plan, long most) {
            this.plan = plan;
            this.most = most;
        }

        @Override
        public SampleWatch watch(int sample) {
            return new Recorder(plan).watch(most, recording -> found = recording);
        }
    }

    @Test
    void aSampleThatWouldBeTooLargeIsLeftOut() {
        RandomPrograms trial = RandomPrograms.of(4);
        RecordPlan plan = RecordPlan.of(trial.program(), everything(trial.program()));
        Engine engine = new Engine(trial.program(), RunOptions.defaults());
        Recording whole = new Recording(plan, Long.MAX_VALUE);
        engine.run(new float[][] {trial.sample()}, whole);
        long bytes = Objects.requireNonNull(whole.found).bytes();
        assertTrue(bytes >= plan.knownBytes());
        for (long most : new long[] {bytes, bytes - 1, 0}) {
            Recording bounded = new Recording(plan, most);
            engine.run(new float[][] {trial.sample()}, bounded);
            assertEquals(most == bytes, bounded.found != null, most + " of " + bytes);
        }
    }

    /** What happened after an early exit, or in an earlier sample, is in no recording; serial has no early exit. */
    @Test
    void aSampleThatEndsEarlyIsRecordedToItsEnd() {
        for (int seed = 1; seed < 60; seed += 2) {
            RandomPrograms trial = RandomPrograms.of(seed);
            if (trial.program().coding() == Coding.SERIAL) {
                continue;
            }
            RecordPlan plan = RecordPlan.of(trial.program(), everything(trial.program()));
            Engine engine = new Engine(trial.program(), new RunOptions(1, KERNELS.getFirst(), Strategy.STEPWISE));
            Recording whole = new Recording(plan, Long.MAX_VALUE);
            engine.run(new float[][] {trial.sample()}, whole);
            Recording early = new Recording(plan, Long.MAX_VALUE);
            SampleResult result = engine.run(new float[][] {trial.sample()}, early, (s, tick, answer) -> tick == 2)
                    .getFirst();
            SampleRecording found = Objects.requireNonNull(early.found);
            assertEquals(result.chipTicks(), found.ticks());
            assertEquals(
                    result.counts().operations().spikes(),
                    IntStream.of(found.coreSpikes()).asLongStream().sum());
            assertTrue(IntStream.of(found.spikes().tick()).allMatch(tick -> tick <= found.ticks()));
            int timeSteps = trial.program().timeSteps();
            for (int t = 0; t < plan.traces().size(); t++) {
                int begin =
                        Windows.of(trial.program()).begin(plan.traces().get(t).stage());
                for (int tick = 1; tick <= timeSteps; tick++) {
                    long all = Objects.requireNonNull(whole.found).membranes()[t * timeSteps + tick - 1];
                    long wanted = begin + tick <= found.ticks() ? all : 0;
                    assertEquals(wanted, found.membranes()[t * timeSteps + tick - 1], "network " + seed);
                }
            }
        }
    }

    @Test
    void allThatAProgramDoesNotHaveIsRefusedAtOnce() {
        RandomPrograms trial = RandomPrograms.of(6);
        String known = names(trial.program()).getFirst();
        RecordWish wish = new RecordWish(
                List.of("nobody", known),
                List.of(
                        new RecordWish.Membranes("nowhere", List.of(0)),
                        new RecordWish.Membranes(known, List.of(-1, 0, 1_000_000))),
                false);
        RejectedModelException refused =
                assertThrows(RejectedModelException.class, () -> RecordPlan.of(trial.program(), wish));
        assertEquals(
                List.of("unknown-population", "unknown-population", "unknown-neuron", "unknown-neuron"),
                refused.findings().stream().map(Finding::code).toList());
    }
}

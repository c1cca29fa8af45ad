package io.aisynapse.core.engine.record;

import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.watch.SampleView;
import io.aisynapse.core.engine.watch.SampleWatch;
import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Windows;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records samples by a plan. Spikes and core activity are read off when a sample is over; only membranes are looked at
 * tick by tick, those of the stage that has just run. Safe to be used from several threads, one sample in each.
 */
public final class Recorder {
    private final RecordPlan plan;
    private final Windows windows;
    private final int timeSteps;

    /** By stage: indices of its traces. */
    private final List<List<Integer>> tracesOf = new ArrayList<>();

    /** Neuron in the engine's order, by trace. */
    private final int[] inner;

    /** Piece of each neuron of a population in the engine's order, by stage; only where core activity is recorded. */
    private final int[] @Nullable [] pieceOf;

    public Recorder(RecordPlan plan) {
        CoreProgram program = plan.program();
        this.plan = plan;
        this.windows = Windows.of(program);
        this.timeSteps = program.timeSteps();
        this.inner = new int[plan.traces().size()];
        program.stages().forEach(stage -> tracesOf.add(new ArrayList<>()));
        for (int t = 0; t < inner.length; t++) {
            RecordPlan.Trace trace = plan.traces().get(t);
            inner[t] = NeuronOrder.inner(program.stages().get(trace.stage()).shape(), trace.neuron());
            tracesOf.get(trace.stage()).add(t);
        }
        this.pieceOf = new int[program.stages().size()][];
        if (!plan.cores().isEmpty()) {
            findPieces(program);
        }
    }

    private void findPieces(CoreProgram program) {
        List<Piece> pieces = program.placement().pieces();
        for (int p = 0; p < pieces.size(); p++) {
            Piece piece = pieces.get(p);
            Stage stage = program.stages().get(piece.stage());
            if (stage instanceof Stage.Population || stage instanceof Stage.LeakyPopulation) {
                Shape shape = stage.shape();
                int number = p;
                int[] known = pieceOf[piece.stage()];
                int[] own = known == null ? new int[shape.size()] : known;
                piece.neurons(shape).forEach(flat -> own[NeuronOrder.inner(shape, flat)] = number);
                pieceOf[piece.stage()] = own;
            }
        }
    }

    /**
     * A watch for one sample.
     *
     * @param mostBytes of it; a sample that would need more is not recorded
     * @param target takes the recording when the sample is over, or null when it would be too large
     */
    public SampleWatch watch(long mostBytes, Consumer<@Nullable SampleRecording> target) {
        return new Watch(mostBytes, target);
    }

    private final class Watch implements SampleWatch {
        private final long mostBytes;
        private final Consumer<@Nullable SampleRecording> target;
        private final long[] membranes;

        Watch(long mostBytes, Consumer<@Nullable SampleRecording> target) {
            this.mostBytes = mostBytes;
            this.target = target;
            this.membranes = new long[plan.knownBytes() > mostBytes ? 0 : inner.length * timeSteps];
        }

        @Override
        public void ticked(SampleView view, int stage, int tick) {
            for (int trace : tracesOf.get(stage)) {
                if (membranes.length > 0) {
                    membranes[trace * timeSteps + tick - 1] = view.membrane(stage, inner[trace]);
                }
            }
        }

        @Override
        public void ended(SampleView view, long chipTicks) {
            int ticks = Math.toIntExact(chipTicks);
            if (plan.knownBytes() + RecordPlan.BYTES_A_SPIKE * countSpikes(view, ticks) > mostBytes) {
                target.accept(null);
                return;
            }
            for (int trace = 0; trace < inner.length; trace++) {
                int ran = lastTick(plan.traces().get(trace).stage(), ticks);
                Arrays.fill(membranes, trace * timeSteps + ran, (trace + 1) * timeSteps, 0);
            }
            int[] coreSpikes = new int[plan.cores().size() * plan.ticks()];
            int[] coreOperations = new int[coreSpikes.length];
            if (!plan.cores().isEmpty()) {
                addActivity(view, ticks, coreSpikes, coreOperations);
            }
            target.accept(new SampleRecording(ticks, spikes(view, ticks), membranes, coreSpikes, coreOperations));
        }
    }

    /** The last tick of a stage's window that lies within so many ticks of the chip. */
    private int lastTick(int stage, int chipTicks) {
        return Math.clamp(chipTicks - windows.begin(stage), 0, timeSteps);
    }

    private long countSpikes(SampleView view, int ticks) {
        long count = 0;
        for (int stage : plan.populations()) {
            int last = lastTick(stage, ticks);
            count += last == 0
                    ? 0
                    : view.events(stage).to(last) - view.events(stage).from(1);
        }
        return count;
    }

    private SampleRecording.Spikes spikes(SampleView view, int ticks) {
        int count = Math.toIntExact(countSpikes(view, ticks));
        SampleRecording.Spikes spikes =
                new SampleRecording.Spikes(new int[count], new int[count], new int[count], new int[count]);
        int at = 0;
        for (int population = 0; population < plan.populations().size(); population++) {
            int stage = plan.populations().get(population);
            Shape shape = plan.program().stages().get(stage).shape();
            EventStream stream = view.events(stage);
            for (int tick = 1; tick <= lastTick(stage, ticks); tick++) {
                for (int e = stream.from(tick); e < stream.to(tick); e++) {
                    spikes.tick()[at] = windows.begin(stage) + tick;
                    spikes.population()[at] = population;
                    spikes.neuron()[at] = NeuronOrder.flat(shape, stream.events.neurons()[e]);
                    spikes.value()[at++] = stream.events.value(e);
                }
            }
        }
        return spikes;
    }

    /** Spikes as they are counted: an event of a chip without graded events is as many as its value. */
    private void addActivity(SampleView view, int ticks, int[] spikes, int[] operations) {
        int cores = plan.cores().size();
        for (int tick = 1; tick <= ticks; tick++) {
            long[] load = view.operations(tick);
            for (int p = 0; p < cores; p++) {
                operations[(tick - 1) * cores + p] = Math.toIntExact(load[p]);
            }
        }
        boolean graded = plan.program().chip().precision().gradedEvents();
        for (int stage = 0; stage < pieceOf.length; stage++) {
            int[] pieces = pieceOf[stage];
            int last = pieces == null ? 0 : lastTick(stage, ticks);
            EventStream stream = view.events(stage);
            for (int tick = 1; tick <= last && pieces != null; tick++) {
                int row = (windows.begin(stage) + tick - 1) * cores;
                for (int e = stream.from(tick); e < stream.to(tick); e++) {
                    spikes[row + pieces[stream.events.neurons()[e]]] += graded ? 1 : Math.abs(stream.events.value(e));
                }
            }
        }
    }
}

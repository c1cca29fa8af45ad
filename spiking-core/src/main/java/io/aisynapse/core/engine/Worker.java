package io.aisynapse.core.engine;

import io.aisynapse.core.engine.checkpoint.Checkpoint;
import io.aisynapse.core.engine.checkpoint.StateReader;
import io.aisynapse.core.engine.checkpoint.StateWriter;
import io.aisynapse.core.engine.count.StageOperations;
import io.aisynapse.core.engine.fault.FaultyRun;
import io.aisynapse.core.engine.leaky.LeakyRun;
import io.aisynapse.core.engine.leaky.PotentialRun;
import io.aisynapse.core.engine.stream.AnswerRun;
import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.StageRun;
import io.aisynapse.core.engine.watch.SampleView;
import io.aisynapse.core.engine.watch.SampleWatch;
import io.aisynapse.core.fault.SpikeFaults;
import io.aisynapse.core.kernel.Events;
import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.kernel.StateExchange;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.IntegerDecoding;
import io.aisynapse.core.program.Reciprocals;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One sample at a time through all stages, with scratch memory of its own that is kept from sample to sample. */
final class Worker implements SampleView {
    private final ProgramPlan plan;
    private final Strategy strategy;
    private final int timeSteps;
    private final EventStream[] streams;
    private final StageRun[] runs;
    private final AnswerRun readout;
    private final Accountant accountant;

    /** Ticks that each stage has run. */
    private final int[] done;

    private @Nullable SampleWatch watch;
    private float[] sample = new float[0];

    Worker(ProgramPlan plan, SynapseKernels kernels, Strategy strategy) {
        this.plan = plan;
        this.strategy = strategy(plan, strategy);
        this.timeSteps = plan.program.timeSteps();
        int count = plan.stages.size();
        this.streams = new EventStream[count];
        boolean once = plan.program.coding() == Coding.DIFFERENTIAL;
        for (int s = 0; s < count; s++) {
            streams[s] = new EventStream(plan.graded[s], plan.still[s], once, timeSteps);
        }
        this.readout = readout(kernels);
        this.runs = new StageRun[count];
        for (int s = 0; s < count; s++) {
            runs[s] = withFaults(s, run(s, kernels));
        }
        this.accountant = new Accountant(plan, streams);
        this.done = new int[count];
    }

    /** Start delays need all ticks of a layer before the next one, recurrence all layers before the next tick. */
    private static Strategy strategy(ProgramPlan plan, Strategy wanted) {
        if (plan.recurrent) {
            return Strategy.STEPWISE;
        }
        return plan.windows.isLayerByLayer() ? Strategy.LAYER_BY_LAYER : wanted;
    }

    private AnswerRun readout(SynapseKernels kernels) {
        return switch (plan.program.readout().decoding()) {
            case IntegerDecoding.Mean _ -> new ReadoutRun(plan, kernels, streams);
            case IntegerDecoding.Potential potential ->
                new PotentialRun(plan.program, plan.leaky(streams.length - 1), potential.over(), kernels, streams);
        };
    }

    private StageRun withFaults(int s, StageRun sound) {
        SpikeFaults faults = plan.faults;
        Stage stage = plan.stages.get(s);
        boolean spikes = stage instanceof Stage.Population || stage instanceof Stage.LeakyPopulation;
        if (faults == null || !spikes) {
            return sound;
        }
        boolean serial = plan.program.coding() == Coding.SERIAL && stage instanceof Stage.Population;
        FaultyRun.Place place = new FaultyRun.Place(s, stage.shape());
        return new FaultyRun(sound, streams[s], faults, place, serial ? timeSteps : 0);
    }

    private StageRun run(int s, SynapseKernels kernels) {
        EventStream own = streams[s];
        return switch (plan.stages.get(s)) {
            case Stage.Input _ -> new InputRun(plan.program, own);
            case Stage.SumPool pool ->
                wiring(List.of(Wires.window(pool.source(), pool.window(), shape(pool.source()), pool.shape())), s);
            case Stage.MaxGate gate -> gate(gate, own);
            case Stage.Unit unit -> new UnitRun(unit, plan.stages, plan.program.coding(), streams, own);
            case Stage.IndexMap map -> wiring(List.of(Wires.map(map, shape(map.source()))), s);
            case Stage.Concat concat -> wiring(parts(concat), s);
            case Stage.Population population -> {
                Coding coding = plan.program.coding();
                if (DifferentialRun.fits(plan, s)) {
                    yield new DifferentialRun(plan, kernels, streams, s);
                }
                if (coding == Coding.SERIAL || !population.model().isBinary(coding)) {
                    yield new GradedRun(plan, kernels, streams, s);
                }
                yield new PopulationRun(plan, kernels, streams, s);
            }
            case Stage.LeakyPopulation _ -> new LeakyRun(plan.leaky(s), kernels, streams, own);
            case Stage.Readout _ -> readout;
        };
    }

    private StageRun gate(Stage.MaxGate gate, EventStream own) {
        Wires wires = Wires.window(gate.source(), gate.window(), shape(gate.source()), gate.shape());
        GateWindows windows = new GateWindows(wires, gate.shape().size(), gate.least());
        return plan.program.coding() == Coding.DIFFERENTIAL
                ? new ExpectationGateRun(windows, streams[gate.source()], own)
                : new GateRun(windows, streams[gate.source()], own);
    }

    private WiringRun wiring(List<Wires> wires, int s) {
        return new WiringRun(wires, shape(s).size(), streams, streams[s]);
    }

    private List<Wires> parts(Stage.Concat concat) {
        List<Wires> parts = new ArrayList<>();
        int begin = 0;
        for (int source : concat.sources()) {
            parts.add(Wires.part(source, shape(source), concat.shape(), begin));
            begin += shape(source).size();
        }
        return parts;
    }

    private Shape shape(int stage) {
        return plan.stages.get(stage).shape();
    }

    /** Who follows the samples to come; nobody when null. */
    void watchedBy(@Nullable SampleWatch next) {
        watch = next;
    }

    SampleResult run(float[] sample) {
        runStages(sample, runs.length - 1);
        return result(readout.decode(), timeSteps);
    }

    /** As {@link #run} from where a sample of this program was left. */
    SampleResult resume(float[] sample, Checkpoint from) {
        start(sample, runs.length - 1);
        if (from.ticks().length != done.length || Arrays.stream(from.ticks()).anyMatch(t -> t < 0 || t > timeSteps)) {
            throw new IllegalStateException("the checkpoint has other stages or ticks than its program");
        }
        System.arraycopy(from.ticks(), 0, done, 0, done.length);
        StateReader state = new StateReader(from.state());
        exchange(state);
        state.end();
        runOn(runs.length - 1);
        return result(readout.decode(), timeSteps);
    }

    private void exchange(StateExchange with) {
        for (int s = 0; s < runs.length; s++) {
            streams[s].exchange(with, done[s]);
            runs[s].exchange(with);
        }
    }

    @Override
    public EventStream events(int stage) {
        return streams[stage];
    }

    @Override
    public long membrane(int stage, int neuron) {
        return runs[stage].membrane(neuron);
    }

    @Override
    public long[] operations(int chipTick) {
        return accountant.operations(chipTick);
    }

    @Override
    public Checkpoint checkpoint(String program) {
        StateWriter state = new StateWriter();
        exchange(state);
        return new Checkpoint(program, Checkpoint.digestOf(sample), done.clone(), state.toBytes());
    }

    /** Takes an answer before the last tick, or does not. */
    interface Exit {
        boolean takes(int tick, double[] answer);
    }

    /**
     * As {@link #run}, up to the tick whose answer is taken. Where layers wait for each other the answer is found by a
     * whole run and all that happens by that tick is run again, so that it alone is counted.
     */
    SampleResult runUntil(float[] sample, Exit exit) {
        return plan.windows.isLayerByLayer() ? runTwice(sample, exit) : runOnce(sample, exit);
    }

    private SampleResult runOnce(float[] sample, Exit exit) {
        start(sample, runs.length - 1);
        readout.begin();
        for (int tick = 1; true; tick++) {
            for (int s = 0; s < runs.length; s++) {
                ticks(s, tick, tick);
            }
            double[] answer = readout.decodeNext(tick);
            if (exit.takes(tick, answer) || tick == timeSteps) {
                return result(answer, tick);
            }
        }
    }

    private SampleResult runTwice(float[] sample, Exit exit) {
        runStages(sample, runs.length - 1);
        readout.begin();
        int tick = 1;
        double[] answer = readout.decodeNext(tick);
        while (!exit.takes(tick, answer) && tick < timeSteps) {
            tick++;
            answer = readout.decodeNext(tick);
        }
        if (tick < timeSteps) {
            long end = chipTicks(tick);
            start(sample, runs.length - 1);
            for (int s = 0; s < runs.length; s++) {
                long last = Math.min(timeSteps, end - plan.windows.begin(s));
                ticks(s, 1, (int) last);
            }
        }
        return result(answer, tick);
    }

    private long chipTicks(int tick) {
        return plan.windows.begin(runs.length - 1) + (long) tick;
    }

    /** @param ticks of the readout's window that were run */
    private SampleResult result(double[] outputs, int ticks) {
        long active = 0;
        long saturations = 0;
        long functions = 0;
        for (StageRun run : runs) {
            active += run.active();
            saturations += run.saturations();
            functions += run.functions();
        }
        long end = chipTicks(ticks);
        if (watch != null) {
            watch.ended(this, end);
        }
        return new SampleResult(outputs, accountant.count(active, saturations, functions, end), ticks, end);
    }

    /** All ticks of the stages up to the last one wanted; of all stages where a network leads back. */
    private void runStages(float[] sample, int wanted) {
        int last = plan.recurrent ? runs.length - 1 : wanted;
        start(sample, last);
        runOn(last);
    }

    /** Of all stages first: what one needs for its start holds still, and is there when an earlier one has started. */
    private void start(float[] next, int last) {
        sample = next;
        Arrays.fill(done, 0);
        for (int s = 0; s <= last; s++) {
            runs[s].start(next);
        }
    }

    /** All ticks that are left. */
    private void runOn(int last) {
        if (strategy == Strategy.LAYER_BY_LAYER) {
            for (int s = 0; s <= last; s++) {
                ticks(s, done[s] + 1, timeSteps);
            }
            return;
        }
        for (int tick = 1; tick <= timeSteps; tick++) {
            for (int s = 0; s <= last; s++) {
                if (tick > done[s]) {
                    ticks(s, tick, tick);
                }
            }
        }
    }

    /** All at once, or as many as whoever watches leaves unwatched. */
    private void ticks(int stage, int from, int to) {
        int stride = watch == null ? timeSteps : watch.stride(stage);
        for (int tick = from; tick <= to; tick += stride) {
            int end = Math.min(to, tick + stride - 1);
            runs[stage].ticks(tick, end);
            done[stage] = end;
            if (watch != null) {
                watch.ticked(this, stage, end);
            }
        }
    }

    /** What went into each stage during a sample. */
    StageOperations[] operationsByStage(float[] sample) {
        runStages(sample, runs.length - 1);
        long[] functions = new long[runs.length];
        Arrays.setAll(functions, s -> runs[s].functions());
        return accountant.byStage(functions);
    }

    /** Answers after each tick. */
    double[][] answersByTick(float[] sample) {
        runStages(sample, runs.length - 1);
        return readout.decodeEach();
    }

    /** Sums of a stage's values after a run of nothing behind it. */
    int[] sumsOf(float[] sample, int stage) {
        runStages(sample, stage);
        return sums(stage);
    }

    /** Decoded values of a stage, in its events and flat order, after a run of nothing behind it. */
    double[] meansOf(float[] sample, int stage) {
        runStages(sample, stage);
        return means(stage);
    }

    void load(int stage, EventStream.Saved saved) {
        streams[stage].load(saved);
    }

    EventStream.Saved save(int stage) {
        return streams[stage].save();
    }

    /** Runs one stage on the events that its sources hold, and gives its decoded values. */
    double[] runStage(float[] sample, int stage, long @Nullable [] bias) {
        if (bias != null) {
            runs[stage].useBias(bias);
        }
        runs[stage].start(sample);
        runs[stage].ticks(1, timeSteps);
        return means(stage);
    }

    private double[] means(int stage) {
        boolean differential = plan.program.coding() == Coding.DIFFERENTIAL;
        Events events = streams[stage].events;
        long[] sums = new long[shape(stage).size()];
        for (int tick = 1; tick <= timeSteps; tick++) {
            int weight = differential ? Reciprocals.of(tick) : 1;
            int to = streams[stage].to(tick);
            for (int e = streams[stage].from(tick); e < to; e++) {
                sums[NeuronOrder.flat(shape(stage), events.neurons()[e])] += (long) events.value(e) * weight;
            }
        }
        double scale = differential ? Reciprocals.UNIT : timeSteps;
        return Arrays.stream(sums).mapToDouble(sum -> sum / scale).toArray();
    }

    /** Decoded values of the sample that was run last, by stage in flat order. */
    double[][] means() {
        double[][] means = new double[streams.length][];
        Arrays.setAll(means, this::means);
        return means;
    }

    /** Sums of each neuron's values over the ticks of the sample that was run last, by stage in flat order. */
    int[][] sums() {
        int[][] sums = new int[streams.length][];
        for (int s = 0; s < sums.length; s++) {
            sums[s] = sums(s);
        }
        return sums;
    }

    private int[] sums(int stage) {
        Events events = streams[stage].events;
        int repeats = streams[stage].repeats(timeSteps);
        int[] sums = new int[shape(stage).size()];
        for (int e = 0; e < events.size(); e++) {
            sums[NeuronOrder.flat(shape(stage), events.neurons()[e])] += events.value(e) * repeats;
        }
        return sums;
    }
}

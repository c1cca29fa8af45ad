package io.aisynapse.core.engine.reference;

import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.fault.Chance;
import io.aisynapse.core.fault.SpikeFaults;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Current;
import io.aisynapse.core.program.IntegerDecoding;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Reciprocals;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.program.Windows;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The definition of what a core program computes, tick by tick, in the plainest code we could write. Slow; {@code
 * Engine} is held against it bit for bit.
 */
public final class ReferenceEngine {
    private final CoreProgram program;
    private final @Nullable SpikeFaults faults;

    public ReferenceEngine(CoreProgram program) {
        this(program, null);
    }

    /** @param faults stuck neurons and lost spikes; null for none */
    public ReferenceEngine(CoreProgram program, @Nullable SpikeFaults faults) {
        this.program = program;
        this.faults = faults;
    }

    public SampleResult run(float[] sample) {
        return new Run(program, faults, sample).result();
    }

    /** Sum of each neuron's values over all ticks, by stage, in flat order. */
    public int[][] spikeCounts(float[] sample) {
        Run run = new Run(program, faults, sample);
        run.result();
        return run.sums;
    }

    /**
     * All that a recording may be asked for.
     *
     * @param values by stage, tick of its window (from 1) and neuron in flat order
     * @param membranes likewise, after the tick; null where a stage is no population
     * @param operations synaptic operations by tick of the chip (from 0) and core
     */
    public record Trace(int[][][] values, long[][] @Nullable [] membranes, long[][] operations) {}

    /** What happens in a sample, tick by tick. */
    public Trace trace(float[] sample) {
        Run run = new Run(program, faults, sample);
        run.result();
        long[][] @Nullable [] membranes = new long[run.stages.size()][][];
        for (int s = 0; s < membranes.length; s++) {
            switch (run.stages.get(s)) {
                case Stage.Population _ -> membranes[s] = run.neurons[s].history();
                case Stage.LeakyPopulation _ -> membranes[s] = run.leaky(s).history();
                default -> {}
            }
        }
        return new Trace(run.values, membranes, run.counts.operations());
    }

    /** Decoded value of each neuron in its events, by stage in flat order, zeros for the readout. */
    public double[][] means(float[] sample) {
        Run run = new Run(program, faults, sample);
        run.result();
        double[][] means = new double[run.sums.length][];
        double scale = program.coding() == Coding.DIFFERENTIAL ? Reciprocals.UNIT : program.timeSteps();
        for (int s = 0; s < means.length; s++) {
            means[s] = Arrays.stream(run.decoded[s])
                    .mapToDouble(value -> value / scale)
                    .toArray();
        }
        return means;
    }

    /** One sample on its way. */
    static final class Run {
        final CoreProgram program;
        final Coding coding;
        final List<Stage> stages;
        final boolean[] still;
        final Windows windows;
        final float[] sample;
        private final @Nullable SpikeFaults faults;
        private final @Nullable Chance losses;

        /** Values by stage, tick (from 1) and neuron. */
        final int[][][] values;

        final int[][] sums;

        /** Sums of values, each times r_t in differential coding. */
        final long[][] decoded;

        final ReferenceNeurons[] neurons;
        final Map<Integer, ReferenceLeaky> leaky = new HashMap<>();
        /** By synapses and target, kept since every tick asks for them. */
        private final Map<Synapses, Map<Integer, List<Fan.Synapse>>> fans = new IdentityHashMap<>();

        final long[] readoutSums;
        final ReferenceCounts counts;

        Run(CoreProgram program, @Nullable SpikeFaults faults, float[] sample) {
            this.faults = faults;
            this.losses = faults == null ? null : faults.losses(sample);
            this.program = program;
            this.coding = program.coding();
            this.stages = program.stages();
            this.still = Ranges.still(stages);
            this.windows = Windows.of(program);
            this.sample = sample;
            this.values = new int[stages.size()][program.timeSteps() + 1][];
            this.sums = new int[stages.size()][];
            this.decoded = new long[stages.size()][];
            this.neurons = new ReferenceNeurons[stages.size()];
            this.readoutSums = new long[program.readout().shape().size()];
            this.counts = new ReferenceCounts(program);
            for (int s = 0; s < stages.size(); s++) {
                int size = stages.get(s).shape().size();
                Arrays.setAll(values[s], tick -> new int[size]);
                sums[s] = new int[size];
                decoded[s] = new long[size];
                neurons[s] = new ReferenceNeurons(this, s);
                addLeaky(s, stages.get(s));
            }
        }

        private void addLeaky(int s, Stage stage) {
            if (stage instanceof Stage.LeakyPopulation population) {
                leaky.put(s, new ReferenceLeaky(this, s, population.membrane(), population.firing()));
            } else if (stage instanceof Stage.Readout readout
                    && readout.decoding() instanceof IntegerDecoding.Potential potential) {
                leaky.put(s, new ReferenceLeaky(this, s, potential.membrane(), null));
            }
        }

        private ReferenceLeaky leaky(int s) {
            return Objects.requireNonNull(leaky.get(s));
        }

        /** With start delays a layer runs through all ticks before the next one, else all run tick by tick. */
        SampleResult result() {
            boolean serial = windows.isLayerByLayer();
            for (int outer = 0; outer < (serial ? stages.size() : program.timeSteps()); outer++) {
                for (int inner = 0; inner < (serial ? program.timeSteps() : stages.size()); inner++) {
                    step(serial ? outer : inner, (serial ? inner : outer) + 1);
                }
            }
            return new SampleResult(
                    decode(),
                    counts.total(),
                    program.timeSteps(),
                    Windows.of(program).ticks());
        }

        private void step(int s, int tick) {
            boolean once = coding == Coding.DIFFERENTIAL && still[s] && tick > 1;
            if (once) {
                return;
            }
            int[] own = values[s][tick];
            switch (stages.get(s)) {
                case Stage.Input input ->
                    Arrays.setAll(
                            own,
                            i -> input.level(
                                    sample[input.perTick() ? (tick - 1) * own.length + i : i],
                                    i / input.shape().plane()));
                case Stage.SumPool pool ->
                    Arrays.setAll(own, o -> {
                        int sum = 0;
                        for (int i : Fan.window(pool.window(), shape(pool.source()), pool.shape(), o)) {
                            sum += values[pool.source()][tick][i];
                        }
                        return sum;
                    });
                case Stage.MaxGate _ -> neurons[s].stepGate(tick);
                case Stage.IndexMap map ->
                    Arrays.setAll(own, i -> map.map()[i] < 0 ? 0 : values[map.source()][tick][map.map()[i]]);
                case Stage.Concat concat -> {
                    int at = 0;
                    for (int source : concat.sources()) {
                        for (int value : values[source][tick]) {
                            own[at++] = value;
                        }
                    }
                }
                case Stage.Population _ -> neurons[s].stepPopulation(tick);
                case Stage.LeakyPopulation _ -> leaky(s).step(tick);
                case Stage.Unit _ -> neurons[s].stepUnit(tick);
                case Stage.Readout readout -> {
                    switch (readout.decoding()) {
                        case IntegerDecoding.Mean _ -> stepReadout(s, readout, tick);
                        case IntegerDecoding.Potential _ -> leaky(s).step(tick);
                    }
                }
            }
            if (!(stages.get(s) instanceof Stage.Population) || coding != Coding.SERIAL) {
                addToSums(s, tick);
            }
        }

        /** An event leaves its neuron, unless a fault has it otherwise. */
        void send(int s, int neuron, int event, int tick) {
            Chance lost = losses;
            int sent = faults == null || lost == null
                    ? event
                    : faults.sent(lost, new SpikeFaults.Place(s, neuron, tick), event);
            values[s][tick][neuron] = sent;
            counts.send(s, neuron, sent);
        }

        void addToSums(int s, int tick) {
            int weight = coding == Coding.DIFFERENTIAL ? Reciprocals.of(tick) : 1;
            for (int i = 0; i < sums[s].length; i++) {
                sums[s][i] += values[s][tick][i];
                decoded[s][i] += (long) values[s][tick][i] * weight;
            }
        }

        /** Sum of a neuron's values up to and with this tick, each times r_t in differential coding. */
        long decodedUpTo(int s, int neuron, int lastTick) {
            long sum = 0;
            for (int tick = 1; tick <= lastTick; tick++) {
                int weight = coding == Coding.DIFFERENTIAL ? Reciprocals.of(tick) : 1;
                sum += (long) values[s][tick][neuron] * weight;
            }
            return sum;
        }

        Shape shape(int stage) {
            return stages.get(stage).shape();
        }

        private void stepReadout(int s, Stage.Readout readout, int tick) {
            long weight = coding == Coding.DIFFERENTIAL ? Reciprocals.of(tick) : tick > program.readoutStart() ? 1 : 0;
            for (Synapses synapses : readout.synapses()) {
                boolean host = still[synapses.source()];
                for (int o = 0; o < readoutSums.length; o++) {
                    for (Fan.Synapse synapse : fan(s, synapses, o)) {
                        int value = values[synapses.source()][tick][synapse.input()];
                        readoutSums[o] += weight * synapse.mantissa() * value;
                        if (!host) {
                            counts.deliver(synapses.source(), s, o, value, tick);
                        } else if (tick == 1) {
                            counts.input(value);
                        }
                    }
                }
            }
        }

        private double[] decode() {
            Stage.Readout readout = program.readout();
            if (readout.decoding() instanceof IntegerDecoding.Potential potential) {
                return leaky(stages.size() - 1).decode(readout, potential);
            }
            double divisor =
                    coding == Coding.DIFFERENTIAL ? Reciprocals.UNIT : program.timeSteps() - program.readoutStart();
            double[] outputs = new double[readoutSums.length];
            for (int o = 0; o < outputs.length; o++) {
                int channel = o / readout.shape().plane();
                double scale = readout.scale()[channel];
                double held = current(readout, o) * scale / Ranges.BIAS_UNIT + readout.bias()[channel];
                outputs[o] = readoutSums[o] * scale / divisor + held;
            }
            return outputs;
        }

        /** Of an output, from sources that hold still. */
        private long current(Stage.Readout readout, int output) {
            long sum = 0;
            for (Current current : readout.constants()) {
                long total = 0;
                Synapses synapses = new Synapses(current.source(), current.kernel());
                for (Fan.Synapse synapse : fan(stages.size() - 1, synapses, output)) {
                    int level = values[current.source()][1][synapse.input()];
                    total += (long) synapse.mantissa() * level;
                    counts.input(level);
                }
                sum += current.scaled(total, output / readout.shape().plane());
            }
            return sum;
        }

        List<Fan.Synapse> fan(int s, Synapses synapses, int output) {
            return fans.computeIfAbsent(synapses, _ -> new HashMap<>())
                    .computeIfAbsent(output, o -> Fan.in(synapses.kernel(), shape(synapses.source()), shape(s), o));
        }
    }
}

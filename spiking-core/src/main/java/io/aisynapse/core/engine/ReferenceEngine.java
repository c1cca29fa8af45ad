package io.aisynapse.core.engine;

import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Current;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import java.util.List;

/**
 * The definition of what a core program computes, tick by tick, in the plainest code we could write. Slow; {@link
 * Engine} is held against it bit for bit.
 */
public final class ReferenceEngine {
    private final CoreProgram program;
    private final List<Stage> stages;
    private final boolean[] still;

    public ReferenceEngine(CoreProgram program) {
        this.program = program;
        this.stages = program.stages();
        this.still = Ranges.still(stages);
    }

    public SampleResult run(float[] sample) {
        return new Run(sample).result();
    }

    /** Sum of each neuron's values over all ticks, by stage, in flat order. */
    public int[][] spikeCounts(float[] sample) {
        Run run = new Run(sample);
        run.result();
        return run.sums;
    }

    /** One sample on its way. */
    private final class Run {
        final float[] sample;
        final int[][] values = new int[stages.size()][];
        final int[][] sums = new int[stages.size()][];
        final long[][] bias = new long[stages.size()][];
        final int[][] potential = new int[stages.size()][];
        final int[][] highest = new int[stages.size()][];
        final long[] readoutSums = new long[program.readout().shape().size()];
        final ReferenceCounts counts = new ReferenceCounts(program);

        Run(float[] sample) {
            this.sample = sample;
            for (int s = 0; s < stages.size(); s++) {
                int size = stages.get(s).shape().size();
                values[s] = new int[size];
                sums[s] = new int[size];
                highest[s] = new int[size];
            }
        }

        SampleResult result() {
            for (int tick = 1; tick <= program.timeSteps(); tick++) {
                for (int s = 0; s < stages.size(); s++) {
                    step(s, tick);
                    for (int i = 0; i < values[s].length; i++) {
                        sums[s][i] += values[s][i];
                    }
                }
                counts.endTick();
            }
            return new SampleResult(decode(), counts.total());
        }

        void step(int s, int tick) {
            switch (stages.get(s)) {
                case Stage.Input input -> {
                    for (int i = 0; i < values[s].length; i++) {
                        values[s][i] = input.level(sample[i]);
                    }
                }
                case Stage.SumPool pool -> {
                    for (int o = 0; o < values[s].length; o++) {
                        values[s][o] = 0;
                        for (int i : windowInputs(s, o)) {
                            values[s][o] += values[pool.source()][i];
                        }
                    }
                }
                case Stage.MaxGate gate -> stepGate(s, gate);
                case Stage.IndexMap map -> {
                    for (int i = 0; i < values[s].length; i++) {
                        values[s][i] = map.map()[i] < 0 ? 0 : values[map.source()][map.map()[i]];
                    }
                }
                case Stage.Concat concat -> {
                    int at = 0;
                    for (int source : concat.sources()) {
                        for (int value : values[source]) {
                            values[s][at++] = value;
                        }
                    }
                }
                case Stage.Population population -> stepPopulation(s, population, tick);
                case Stage.Readout readout -> stepReadout(s, readout, tick);
            }
        }

        int[] windowInputs(int s, int output) {
            return switch (stages.get(s)) {
                case Stage.SumPool pool ->
                    Fan.window(pool.window(), stages.get(pool.source()).shape(), pool.shape(), output);
                case Stage.MaxGate gate ->
                    Fan.window(gate.window(), stages.get(gate.source()).shape(), gate.shape(), output);
                case Stage other -> throw new IllegalArgumentException(other.name());
            };
        }

        /** The sums of this gate's source already include this tick. */
        void stepGate(int s, Stage.MaxGate gate) {
            for (int o = 0; o < values[s].length; o++) {
                int[] inputs = windowInputs(s, o);
                int most = inputs.length == 0 ? 0 : Integer.MIN_VALUE;
                for (int i : inputs) {
                    most = Math.max(most, sums[gate.source()][i]);
                    if (!still[s]) {
                        counts.deliver(s, o, values[gate.source()][i]);
                        counts.update(values[gate.source()][i] != 0);
                    }
                }
                for (int padding = inputs.length;
                        !still[s] && padding < gate.window().area();
                        padding++) {
                    counts.update(false);
                }
                values[s][o] = most - highest[s][o];
                highest[s][o] = most;
                if (!still[s]) {
                    counts.send(s, o, values[s][o]);
                }
            }
        }

        void stepPopulation(int s, Stage.Population population, int tick) {
            if (tick == 1) {
                start(s, population);
            }
            int limit = program.chip().precision().stateLimit();
            for (int o = 0; o < values[s].length; o++) {
                int channel = o / population.shape().plane();
                long charge = 0;
                for (Synapses synapses : population.synapses()) {
                    charge += charge(s, synapses, o);
                }
                long step = (charge << population.membranes().exponent()[channel])
                        + Math.floorDiv(tick * bias[s][o], (long) Ranges.BIAS_UNIT)
                        - Math.floorDiv((tick - 1) * bias[s][o], (long) Ranges.BIAS_UNIT);
                long unbounded = potential[s][o] + step;
                int membrane = Math.clamp(unbounded, -limit, limit);
                int threshold = population.membranes().threshold()[channel];
                int spike = membrane >= threshold ? 1 : 0;
                potential[s][o] = membrane - threshold * spike;
                values[s][o] = spike;
                counts.saturate(membrane != unbounded);
                counts.update(step != 0 || spike == 1);
                counts.send(s, o, spike);
            }
        }

        /** Bias of each neuron with the constant currents, and the membranes' start. */
        void start(int s, Stage.Population population) {
            bias[s] = new long[values[s].length];
            potential[s] = new int[values[s].length];
            for (int o = 0; o < values[s].length; o++) {
                int channel = o / population.shape().plane();
                long sum = population.membranes().bias()[channel];
                for (Current current : population.currents()) {
                    long total = 0;
                    for (Fan.Synapse synapse : fan(s, new Synapses(current.source(), current.kernel()), o)) {
                        int level = values[current.source()][synapse.input()];
                        total += (long) synapse.mantissa() * level;
                        counts.input(level);
                    }
                    sum += current.scaled(total, channel);
                }
                bias[s][o] = Ranges.clipBias(sum);
                potential[s][o] = population.membranes().threshold()[channel] / 2;
            }
        }

        long charge(int s, Synapses synapses, int output) {
            long charge = 0;
            for (Fan.Synapse synapse : fan(s, synapses, output)) {
                int value = values[synapses.source()][synapse.input()];
                charge += (long) synapse.mantissa() * value;
                counts.deliver(s, output, value);
            }
            return charge;
        }

        void stepReadout(int s, Stage.Readout readout, int tick) {
            boolean any = false;
            for (Synapses synapses : readout.synapses()) {
                boolean host = still[synapses.source()];
                for (int o = 0; o < readoutSums.length; o++) {
                    for (Fan.Synapse synapse : fan(s, synapses, o)) {
                        int value = values[synapses.source()][synapse.input()];
                        if (tick > program.readoutStart()) {
                            readoutSums[o] += (long) synapse.mantissa() * value;
                        }
                        if (!host) {
                            counts.deliver(s, o, value);
                            any |= value != 0;
                        } else if (tick == 1) {
                            counts.input(value);
                        }
                    }
                }
            }
            for (int o = 0; o < readoutSums.length; o++) {
                counts.update(any);
            }
        }

        double[] decode() {
            Stage.Readout readout = program.readout();
            double[] outputs = new double[readoutSums.length];
            for (int o = 0; o < outputs.length; o++) {
                int channel = o / readout.shape().plane();
                double scaled = readoutSums[o] * readout.scale()[channel];
                outputs[o] = scaled / (program.timeSteps() - program.readoutStart()) + readout.bias()[channel];
            }
            return outputs;
        }

        List<Fan.Synapse> fan(int s, Synapses synapses, int output) {
            return Fan.in(
                    synapses.kernel(),
                    stages.get(synapses.source()).shape(),
                    stages.get(s).shape(),
                    output);
        }
    }
}

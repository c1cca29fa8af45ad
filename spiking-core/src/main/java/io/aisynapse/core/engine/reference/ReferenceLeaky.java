package io.aisynapse.core.engine.reference;

import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.program.Current;
import io.aisynapse.core.program.IntegerDecoding;
import io.aisynapse.core.program.IntegerFiring;
import io.aisynapse.core.program.IntegerMembrane;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import org.jspecify.annotations.Nullable;

/** Leaky neurons of one stage while the reference runs, by the equations of IntegerMembrane and IntegerFiring. */
final class ReferenceLeaky {
    private final ReferenceEngine.Run run;
    private final int stage;
    private final IntegerMembrane membrane;
    private final @Nullable IntegerFiring firing;
    private final long limit;
    private final long[] bias;
    private final long[][] current;
    private final long[] potential;
    private final int[] rest;

    /** Potentials by tick (from 1) and neuron. */
    private final long[][] history;

    ReferenceLeaky(ReferenceEngine.Run run, int stage, IntegerMembrane membrane, @Nullable IntegerFiring firing) {
        this.run = run;
        this.stage = stage;
        this.membrane = membrane;
        this.firing = firing;
        this.limit = IntegerMembrane.limit(run.program.chip().precision());
        this.bias = new long[membrane.neurons()];
        this.current = new long[membrane.receptors()][membrane.neurons()];
        this.potential = new long[membrane.neurons()];
        this.rest = new int[membrane.neurons()];
        this.history = new long[run.program.timeSteps() + 1][];
    }

    void step(int tick) {
        if (tick == 1) {
            start();
        }
        for (int o = 0; o < potential.length; o++) {
            long added = stepOf(membrane.leak()[o], tick);
            for (int r = 0; r < current.length; r++) {
                long charge = charge(o, r, tick) + (r == 0 ? stepOf(bias[o], tick) : 0);
                current[r][o] = held(decayed(current[r][o], membrane.currentKeep()[r][o]) + charge);
                added += current[r][o];
            }
            boolean spike = integrate(o, added);
            run.counts.active(added != 0 || spike ? 1 : 0);
            if (firing != null) {
                run.send(stage, o, spike ? 1 : 0, tick);
            }
        }
        history[tick] = potential.clone();
    }

    private void start() {
        Stage own = run.stages.get(stage);
        for (int o = 0; o < bias.length; o++) {
            potential[o] = membrane.initial()[o];
            int channel = o / own.shape().plane();
            long sum = membrane.bias()[channel];
            for (Current constant : own.constants()) {
                long total = 0;
                for (Fan.Synapse synapse : run.fan(stage, new Synapses(constant.source(), constant.kernel()), o)) {
                    int level = run.values[constant.source()][1][synapse.input()];
                    total += (long) synapse.mantissa() * level;
                    run.counts.input(level);
                }
                sum += constant.scaled(total, channel);
            }
            bias[o] = Ranges.clipBias(sum);
        }
    }

    private static long stepOf(long perTick, int tick) {
        return Math.floorDiv(tick * perTick, Ranges.BIAS_UNIT) - Math.floorDiv((tick - 1) * perTick, Ranges.BIAS_UNIT);
    }

    private long charge(int output, int receptor, int tick) {
        Stage own = run.stages.get(stage);
        long sum = 0;
        for (int p = 0; p < own.incoming().size(); p++) {
            Synapses synapses = own.incoming().get(p);
            int sent = tick - synapses.delay();
            if (synapses.receptor() != receptor || sent < 1) {
                continue;
            }
            long charge = 0;
            for (Fan.Synapse synapse : run.fan(stage, synapses, output)) {
                int value = run.values[synapses.source()][sent][synapse.input()];
                charge += (long) synapse.mantissa() * value;
                run.counts.deliver(synapses.source(), stage, output, value, tick);
            }
            sum += charge << membrane.exponent()[p][output / own.shape().plane()];
        }
        return sum;
    }

    private long decayed(long state, long keep) {
        long kept =
                Math.abs(state) * keep / (1L << run.program.chip().precision().decayBits());
        return state < 0 ? -kept : kept;
    }

    private long held(long value) {
        run.counts.saturate(value < -limit || value > limit);
        return Math.clamp(value, -limit, limit);
    }

    private boolean integrate(int o, long added) {
        if (rest[o] > 0) {
            rest[o]--;
            return false;
        }
        potential[o] = held(decayed(potential[o], membrane.voltageKeep()[o]) + added);
        if (firing == null || potential[o] <= firing.threshold()[o]) {
            return false;
        }
        rest[o] = firing.refractoryTicks();
        boolean subtracts = firing.reset() == Firing.Reset.SUBTRACT;
        potential[o] = subtracts ? potential[o] - firing.value()[o] : firing.value()[o];
        return true;
    }

    long[][] history() {
        return history;
    }

    /** Answers of a readout of potentials. */
    double[] decode(Stage.Readout readout, IntegerDecoding.Potential decoding) {
        double[] outputs = new double[potential.length];
        int begin = run.program.readoutStart();
        int last = run.program.timeSteps();
        for (int o = 0; o < outputs.length; o++) {
            long sum = 0;
            long most = Long.MIN_VALUE;
            for (int t = begin + 1; t <= last; t++) {
                sum += history[t][o];
                most = Math.max(most, history[t][o]);
            }
            double value = decoding.over() == Decoding.Over.MEAN
                    ? (double) sum / (last - begin)
                    : decoding.over() == Decoding.Over.LAST ? history[last][o] : most;
            int channel = o / readout.shape().plane();
            outputs[o] = value * readout.scale()[channel] + readout.bias()[channel];
        }
        return outputs;
    }
}

package io.aisynapse.core.engine.reference;

import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Current;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import java.util.List;

/**
 * The quantised network that a serial program stands for, without a tick: each neuron's count is a staircase of the
 * weighted counts before it, {@code c = clip(⌊(Σ w·c_in + T·b + θ/2) / θ⌋, 0, T)}.
 */
final class QuantisedNetwork {
    private final CoreProgram program;
    private final List<Stage> stages;
    private final long[][] count;

    QuantisedNetwork(CoreProgram program, float[] sample) {
        this.program = program;
        this.stages = program.stages();
        this.count = new long[stages.size()][];
        for (int s = 0; s < count.length; s++) {
            count[s] = new long[stages.get(s).shape().size()];
            run(s, sample);
        }
    }

    /** Events of each neuron over a whole run, in flat order; the readout's weighted sums. */
    long[] counts(int stage) {
        return count[stage];
    }

    private void run(int s, float[] sample) {
        long[] own = count[s];
        switch (stages.get(s)) {
            case Stage.Input input -> {
                for (int i = 0; i < own.length; i++) {
                    own[i] = (long) input.level(sample[i], i / input.shape().plane()) * program.timeSteps();
                }
            }
            case Stage.SumPool pool -> {
                for (int o = 0; o < own.length; o++) {
                    for (int i :
                            Fan.window(pool.window(), stages.get(pool.source()).shape(), pool.shape(), o)) {
                        own[o] += count[pool.source()][i];
                    }
                }
            }
            case Stage.MaxGate gate -> {
                for (int o = 0; o < own.length; o++) {
                    own[o] = best(gate, o);
                }
            }
            case Stage.IndexMap map -> {
                for (int i = 0; i < own.length; i++) {
                    own[i] = map.map()[i] < 0 ? 0 : count[map.source()][map.map()[i]];
                }
            }
            case Stage.Concat concat -> {
                int at = 0;
                for (int source : concat.sources()) {
                    for (long value : count[source]) {
                        own[at++] = value;
                    }
                }
            }
            case Stage.Population population -> {
                for (int o = 0; o < own.length; o++) {
                    own[o] = staircase(s, population, o);
                }
            }
            case Stage.Readout readout -> {
                for (int o = 0; o < own.length; o++) {
                    for (Synapses synapses : readout.synapses()) {
                        own[o] += weighted(s, synapses, o, 1);
                    }
                }
            }
            case Stage.LeakyPopulation leaky -> throw new IllegalArgumentException(leaky.name() + " has no staircase");
            case Stage.Unit unit -> throw new IllegalArgumentException(unit.name() + " has no staircase");
        }
    }

    private long best(Stage.MaxGate gate, int output) {
        int[] inputs = Fan.window(gate.window(), stages.get(gate.source()).shape(), gate.shape(), output);
        long best = inputs.length == 0 ? 0 : count[gate.source()][inputs[0]];
        for (int i : inputs) {
            long value = count[gate.source()][i];
            best = gate.least() ? Math.min(best, value) : Math.max(best, value);
        }
        return best;
    }

    private long staircase(int s, Stage.Population population, int output) {
        int channel = output / population.shape().plane();
        long bias = population.membranes().bias()[channel] + currents(s, output);
        long sum = 0;
        for (Synapses synapses : population.synapses()) {
            sum += weighted(s, synapses, output, 1);
        }
        int threshold = population.membranes().threshold()[channel];
        int limit = program.chip().precision().stateLimit();
        long drive = (sum << population.membranes().exponent()[channel])
                + Math.floorDiv(program.timeSteps() * Ranges.clipBias(bias), (long) Ranges.BIAS_UNIT);
        long membrane = Math.clamp(threshold / 2 + drive, -limit, limit);
        return Math.clamp(Math.floorDiv(membrane, (long) threshold), 0, program.timeSteps());
    }

    /** From sources that hold still, in units of 2^−16. */
    long currents(int stage, int output) {
        long sum = 0;
        for (Current current : stages.get(stage).constants()) {
            Synapses synapses = new Synapses(current.source(), current.kernel());
            int channel = output / stages.get(stage).shape().plane();
            sum += current.scaled(weighted(stage, synapses, output, program.timeSteps()), channel);
        }
        return sum;
    }

    private long weighted(int s, Synapses synapses, int output, int divisor) {
        long sum = 0;
        var from = stages.get(synapses.source()).shape();
        for (Fan.Synapse synapse : Fan.in(synapses.kernel(), from, stages.get(s).shape(), output)) {
            sum += synapse.mantissa() * (count[synapses.source()][synapse.input()] / divisor);
        }
        return sum;
    }
}

package io.aisynapse.core.engine.reference;

import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.neuron.Operand;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.program.Current;
import io.aisynapse.core.program.IntegerTransfer;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Reciprocals;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;

/** The state of one stage's neurons, gates or function units while the reference runs, by the equations of Stage. */
final class ReferenceNeurons {
    private static final long UNIT = Reciprocals.UNIT;

    private final ReferenceEngine.Run run;
    private final int stage;
    private final int size;
    private final long[] bias;

    /** V of an integrator, M or X of a neuron that computes its expectation; maxima of a gate. */
    private final long[] state;

    /** C, O or Y: what was emitted so far. */
    private final long[] emitted;

    /** States of a population by tick, from 1. */
    private final long[][] history;

    ReferenceNeurons(ReferenceEngine.Run run, int stage) {
        this.run = run;
        this.stage = stage;
        this.size = run.shape(stage).size();
        this.bias = new long[size];
        this.state = new long[size];
        this.emitted = new long[size];
        this.history = new long[run.program.timeSteps() + 1][];
    }

    void stepPopulation(int tick) {
        Stage.Population population = (Stage.Population) run.stages.get(stage);
        boolean integrates = run.coding != Coding.DIFFERENTIAL
                && population.model().transfer().integrates();
        if (tick == 1) {
            start(population, integrates);
        }
        IntegerTransfer transfer = new IntegerTransfer(population);
        for (int o = 0; o < size; o++) {
            int channel = o / population.shape().plane();
            long charge = 0;
            for (Synapses synapses : population.synapses()) {
                charge += charge(synapses, o, tick);
            }
            charge <<= population.membranes().exponent()[channel];
            if (!integrates) {
                emit(population, o, charge, tick, transfer);
            } else if (run.coding == Coding.SERIAL) {
                collect(population, o, charge, tick);
            } else {
                integrate(population, o, charge, tick);
            }
        }
        history[tick] = state.clone();
        for (int t = 1; t <= tick && run.coding == Coding.SERIAL && tick == run.program.timeSteps(); t++) {
            run.addToSums(stage, t);
        }
    }

    long[][] history() {
        return history;
    }

    /** Bias of each neuron with the constant currents, and the membranes' start. */
    private void start(Stage.Population population, boolean integrates) {
        for (int o = 0; o < size; o++) {
            int channel = o / population.shape().plane();
            long sum = population.membranes().bias()[channel];
            for (Current current : population.currents()) {
                long total = 0;
                for (Fan.Synapse synapse : run.fan(stage, new Synapses(current.source(), current.kernel()), o)) {
                    int level = run.values[current.source()][1][synapse.input()];
                    total += (long) synapse.mantissa() * level;
                    run.counts.input(level);
                }
                sum += current.scaled(total, channel);
            }
            bias[o] = Ranges.clipBias(sum);
            boolean differential = run.coding == Coding.DIFFERENTIAL;
            state[o] =
                    differential ? bias[o] : integrates ? population.membranes().threshold()[channel] / 2 : 0;
        }
    }

    private long charge(Synapses synapses, int output, int tick) {
        long charge = 0;
        int source = synapses.source();
        int heard = run.windows.heard(source, stage, tick);
        for (int t = run.windows.heard(source, stage, tick - 1) + 1; t <= heard; t++) {
            for (Fan.Synapse synapse : run.fan(stage, synapses, output)) {
                int value = run.values[source][t][synapse.input()];
                charge += (long) synapse.mantissa() * value;
                run.counts.deliver(source, stage, output, value, t);
            }
        }
        return charge;
    }

    private long biasStep(int neuron, int tick) {
        return Math.floorDiv(run.windows.biasTicks(stage, tick) * bias[neuron], UNIT)
                - Math.floorDiv(run.windows.biasTicks(stage, tick - 1) * bias[neuron], UNIT);
    }

    private long saturated(long value, long unit) {
        long limit = run.program.chip().precision().stateLimit() * unit;
        run.counts.saturate(value < -limit || value > limit);
        return Math.clamp(value, -limit, limit);
    }

    private void integrate(Stage.Population population, int o, long charge, int tick) {
        long threshold =
                population.membranes().threshold()[o / population.shape().plane()];
        NeuronModel model = population.model();
        long step = charge + biasStep(o, tick);
        long membrane = saturated(state[o] + step, 1);
        long most = model.largestEvent();
        long least = model.transfer() instanceof Transfer.Identity
                ? -most
                : model.takesBack() ? -Math.min(most, emitted[o]) : 0;
        long event = Math.clamp(Math.floorDiv(membrane, threshold), least, most);
        state[o] = membrane - threshold * event;
        emitted[o] += event;
        run.counts.active(step != 0 || event != 0 ? 1 : 0);
        run.send(stage, o, (int) event, tick);
    }

    private void collect(Stage.Population population, int o, long charge, int tick) {
        long threshold =
                population.membranes().threshold()[o / population.shape().plane()];
        long step = charge + biasStep(o, tick);
        state[o] = saturated(state[o] + step, 1);
        run.counts.active(step != 0 ? 1 : 0);
        int last = run.program.timeSteps();
        if (tick == last) {
            long spikes = Math.clamp(Math.floorDiv(state[o], threshold), 0, last);
            for (int t = 1; t <= last; t++) {
                run.send(stage, o, t <= spikes ? 1 : 0, t);
                run.counts.active(t <= spikes ? 1 : 0);
            }
        }
    }

    private void emit(Stage.Population population, int o, long charge, int tick, IntegerTransfer transfer) {
        int channel = o / population.shape().plane();
        long threshold = population.membranes().threshold()[channel];
        boolean differential = run.coding == Coding.DIFFERENTIAL;
        long step = differential ? charge : charge + biasStep(o, tick);
        state[o] = differential
                ? saturated(state[o] + charge * Reciprocals.of(tick), UNIT)
                : saturated(state[o] + step, 1);
        long mean = differential ? state[o] : Math.floorDiv(state[o] * UNIT, (long) run.windows.biasTicks(stage, tick));
        long event = event(o, transfer.apply(mean, channel), tick, threshold);
        event = Math.clamp(
                event, -population.model().largestEvent(), population.model().largestEvent());
        boolean held =
                differential && tick > 1 && Math.abs(event) < population.model().leastCorrection();
        event = held ? 0 : event;
        note(o, event, tick, threshold);
        boolean started = differential && tick == 1 && bias[o] != 0;
        run.counts.active(step != 0 || started || event != 0 ? 1 : 0);
        boolean evaluated = !differential || step != 0 || tick == 1;
        run.counts.function(!population.model().transfer().integrates() && evaluated ? 1 : 0);
        run.send(stage, o, (int) event, tick);
    }

    /** {@code ⌊(t·F − O + 2^15 θ) / 2^16 θ⌋}, O as sums of events times r_t, or of events. */
    private long event(int o, long output, int tick, long threshold) {
        boolean differential = run.coding == Coding.DIFFERENTIAL;
        long lack = differential ? tick * (output - emitted[o]) : tick * output - UNIT * emitted[o];
        return Math.floorDiv(lack + UNIT / 2 * threshold, UNIT * threshold);
    }

    private void note(int o, long event, int tick, long threshold) {
        long weight = run.coding == Coding.DIFFERENTIAL ? Reciprocals.of(tick) : 1;
        emitted[o] += event * threshold * weight;
    }

    private void send(int o, long event, int tick) {
        run.values[stage][tick][o] = (int) event;
        run.counts.send(stage, o, (int) event);
    }

    void stepUnit(int tick) {
        Stage.Unit unit = (Stage.Unit) run.stages.get(stage);
        double scale = run.coding == Coding.DIFFERENTIAL ? UNIT : tick;
        double[][] operands = new double[unit.operands().size()][];
        boolean anyEvent = tick == 1;
        for (int p = 0; p < operands.length; p++) {
            Operand operand = unit.operands().get(p);
            operands[p] = new double[operand.constant().length];
            for (int i = 0; i < operands[p].length; i++) {
                double sum = 0;
                for (Operand.Term term : operand.terms()) {
                    sum += run.decodedUpTo(term.source(), i, tick) * (double) term.value()[i];
                    anyEvent |= run.values[term.source()][tick][i] != 0;
                }
                operands[p][i] = sum / scale + operand.constant()[i];
            }
        }
        double[] results = unit.function().apply(operands);
        boolean evaluated = anyEvent || run.coding != Coding.DIFFERENTIAL;
        run.counts.function(evaluated ? unit.function().operations(size) : 0);
        for (int o = 0; o < size; o++) {
            long output = IntegerTransfer.rounded(results[o] / unit.eventValue() * UNIT);
            long event = Math.clamp(event(o, output, tick, 1), -unit.largestEvent(), unit.largestEvent());
            note(o, event, tick, 1);
            send(o, event, tick);
        }
    }

    void stepGate(int tick) {
        Stage.MaxGate gate = (Stage.MaxGate) run.stages.get(stage);
        boolean counted = !run.still[stage];
        int[] source = run.values[gate.source()][tick];
        for (int o = 0; o < size; o++) {
            int[] inputs = Fan.window(gate.window(), run.shape(gate.source()), gate.shape(), o);
            long best = inputs.length == 0 ? 0 : gate.least() ? Long.MAX_VALUE : Long.MIN_VALUE;
            for (int i : inputs) {
                long reached = run.decodedUpTo(gate.source(), i, tick);
                best = gate.least() ? Math.min(best, reached) : Math.max(best, reached);
                if (counted) {
                    run.counts.deliver(gate.source(), stage, o, source[i], tick);
                    run.counts.active(source[i] != 0 ? 1 : 0);
                }
            }
            long event = run.coding == Coding.DIFFERENTIAL ? event(o, best, tick, 1) : best - emitted[o];
            note(o, event, tick, 1);
            run.values[stage][tick][o] = (int) event;
            if (counted) {
                run.counts.send(stage, o, (int) event);
            }
        }
    }
}

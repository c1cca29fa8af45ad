package io.aisynapse.core.engine;

import io.aisynapse.core.engine.stream.AnswerRun;
import io.aisynapse.core.engine.stream.ConstantCurrents;
import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.SynapsePlan;
import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.kernel.Runs;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Reciprocals;
import io.aisynapse.core.program.Stage;
import java.util.Arrays;
import java.util.List;

/** The readout is linear: each source neuron's values are summed over the ticks first, and its weights used once. */
final class ReadoutRun implements AnswerRun {
    private final CoreProgram program;
    private final List<SynapsePlan> plans;
    private final EventStream[] streams;
    private final long[] sum;
    private final long[] values;
    private final ConstantCurrents constants;

    /** The sample's currents in units of 2^−16. */
    private final long[] constant;

    ReadoutRun(ProgramPlan plan, SynapseKernels kernels, EventStream[] streams) {
        this.program = plan.program;
        this.plans = plan.readout;
        this.streams = streams;
        this.constants = new ConstantCurrents(program.readout(), plan.readoutCurrents, kernels, streams);
        this.constant = new long[program.readout().shape().size()];
        this.sum = new long[program.readout().shape().size()];
        this.values =
                new long[plans.stream().mapToInt(SynapsePlan::neurons).max().orElse(0)];
    }

    @Override
    public void start(float[] sample) {
        Arrays.fill(constant, 0);
        constants.addTo(constant);
    }

    @Override
    public void tick(int tick) {}

    @Override
    public double[] decode() {
        Arrays.fill(sum, 0);
        boolean differential = program.coding() == Coding.DIFFERENTIAL;
        int ticks = program.timeSteps() - program.readoutStart();
        double divisor = differential ? Reciprocals.UNIT : ticks;
        for (SynapsePlan plan : plans) {
            if (differential) {
                sumShares(streams[plan.source()]);
            } else {
                sumValues(streams[plan.source()]);
            }
            int repeats = streams[plan.source()].repeats(ticks);
            int neurons = plan.neurons();
            for (int neuron = 0; neuron < neurons; neuron++) {
                if (values[neuron] != 0) {
                    add(plan, neuron, values[neuron] * repeats);
                    values[neuron] = 0;
                }
            }
        }
        return decoded(divisor);
    }

    /** Before the readout begins, over all ticks so far. */
    @Override
    public double[][] decodeEach() {
        begin();
        double[][] outputs = new double[program.timeSteps()][];
        for (int tick = 1; tick <= outputs.length; tick++) {
            outputs[tick - 1] = decodeNext(tick);
        }
        return outputs;
    }

    @Override
    public void begin() {
        Arrays.fill(sum, 0);
    }

    @Override
    public double[] decodeNext(int tick) {
        boolean differential = program.coding() == Coding.DIFFERENTIAL;
        if (!differential && tick == program.readoutStart() + 1) {
            Arrays.fill(sum, 0);
        }
        for (SynapsePlan plan : plans) {
            addTick(plan, tick, differential ? Reciprocals.of(tick) : 1);
        }
        int ticks = tick > program.readoutStart() ? tick - program.readoutStart() : tick;
        return decoded(differential ? Reciprocals.UNIT : ticks);
    }

    private void addTick(SynapsePlan plan, int tick, long weight) {
        EventStream source = streams[plan.source()];
        int to = source.to(tick);
        for (int e = source.from(tick); e < to; e++) {
            add(plan, source.events.neurons()[e], source.events.value(e) * weight);
        }
    }

    private double[] decoded(double divisor) {
        Stage.Readout readout = program.readout();
        double[] outputs = new double[sum.length];
        for (int i = 0; i < sum.length; i++) {
            int channel = i % readout.shape().channels();
            double scale = readout.scale()[channel];
            double held = constant[i] * scale / Ranges.BIAS_UNIT + readout.bias()[channel];
            outputs[NeuronOrder.flat(readout.shape(), i)] = sum[i] * scale / divisor + held;
        }
        return outputs;
    }

    private void sumValues(EventStream source) {
        int to = source.to(program.timeSteps());
        for (int e = source.from(program.readoutStart() + 1); e < to; e++) {
            values[source.events.neurons()[e]] += source.events.value(e);
        }
    }

    private void sumShares(EventStream source) {
        for (int tick = 1; tick <= program.timeSteps(); tick++) {
            long reciprocal = Reciprocals.of(tick);
            int to = source.to(tick);
            for (int e = source.from(tick); e < to; e++) {
                values[source.events.neurons()[e]] += source.events.value(e) * reciprocal;
            }
        }
    }

    private void add(SynapsePlan plan, int neuron, long value) {
        Runs runs = plan.runs();
        int position = neuron / runs.channels();
        int channel = neuron % runs.channels();
        for (int r = runs.start()[position]; r < runs.start()[position + 1]; r++) {
            int at = runs.target()[r] + channel / runs.channelsPerGroup() * runs.outputsPerGroup();
            int from = channel * runs.weightsPerChannel() + runs.offset()[r];
            for (int i = 0; i < runs.length()[r]; i++) {
                sum[at + i] += plan.weight()[from + i] * value;
            }
        }
    }
}

package io.aisynapse.core.engine;

import io.aisynapse.core.kernel.Runs;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Stage;
import java.util.Arrays;
import java.util.List;

/** The readout is linear: each source neuron's values are summed over the ticks first, and its weights used once. */
final class ReadoutRun implements StageRun {
    private final CoreProgram program;
    private final List<SynapsePlan> plans;
    private final EventStream[] streams;
    private final long[] sum;
    private final long[] values;

    ReadoutRun(CoreProgram program, List<SynapsePlan> plans, EventStream[] streams) {
        this.program = program;
        this.plans = plans;
        this.streams = streams;
        this.sum = new long[program.readout().shape().size()];
        this.values =
                new long[plans.stream().mapToInt(SynapsePlan::neurons).max().orElse(0)];
    }

    @Override
    public void start(float[] sample) {}

    @Override
    public void tick(int tick) {}

    /** Decoded values in flat order, after the last tick. */
    double[] decode() {
        Arrays.fill(sum, 0);
        int ticks = program.timeSteps() - program.readoutStart();
        for (SynapsePlan plan : plans) {
            sumValues(streams[plan.source()]);
            int repeats = streams[plan.source()].repeats(ticks);
            int neurons = plan.neurons();
            for (int neuron = 0; neuron < neurons; neuron++) {
                if (values[neuron] != 0) {
                    add(plan, neuron, values[neuron] * repeats);
                    values[neuron] = 0;
                }
            }
        }
        Stage.Readout readout = program.readout();
        double[] outputs = new double[sum.length];
        for (int i = 0; i < sum.length; i++) {
            int channel = i % readout.shape().channels();
            double scaled = sum[i] * readout.scale()[channel];
            outputs[NeuronOrder.flat(readout.shape(), i)] = scaled / ticks + readout.bias()[channel];
        }
        return outputs;
    }

    private void sumValues(EventStream source) {
        int to = source.to(program.timeSteps());
        for (int e = source.from(program.readoutStart() + 1); e < to; e++) {
            values[source.events.neurons()[e]] += source.events.value(e);
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

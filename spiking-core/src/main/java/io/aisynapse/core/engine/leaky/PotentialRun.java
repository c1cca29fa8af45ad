package io.aisynapse.core.engine.leaky;

import io.aisynapse.core.engine.stream.AnswerRun;
import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.kernel.StateExchange;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Stage;
import java.util.Arrays;

/** A readout of leaky neurons that never spike: their potentials are kept tick by tick, and decoded afterwards. */
public final class PotentialRun implements AnswerRun {
    private final Stage.Readout readout;
    private final Decoding.Over over;
    private final int timeSteps;
    private final int begin;
    private final LeakyRun run;
    private final int[] potential;

    public PotentialRun(
            CoreProgram program, LeakyPlan plan, Decoding.Over over, SynapseKernels kernels, EventStream[] streams) {
        this.readout = program.readout();
        this.over = over;
        this.timeSteps = program.timeSteps();
        this.begin = program.readoutStart();
        this.run = new LeakyRun(plan, kernels, streams, streams[streams.length - 1]);
        this.potential = new int[timeSteps * readout.shape().size()];
    }

    @Override
    public void start(float[] sample) {
        run.start(sample);
    }

    @Override
    public void tick(int tick) {
        run.tick(tick);
        int size = readout.shape().size();
        System.arraycopy(run.membranes().potentials(), 0, potential, (tick - 1) * size, size);
    }

    @Override
    public double[] decode() {
        return decode(begin, timeSteps);
    }

    @Override
    public double[][] decodeEach() {
        double[][] answers = new double[timeSteps][];
        Arrays.setAll(answers, t -> decodeNext(t + 1));
        return answers;
    }

    @Override
    public void begin() {}

    @Override
    public double[] decodeNext(int tick) {
        return decode(tick > begin ? begin : 0, tick);
    }

    /** The answer from the ticks {@code first < t ≤ last}. */
    private double[] decode(int first, int last) {
        int size = readout.shape().size();
        double[] outputs = new double[size];
        for (int i = 0; i < size; i++) {
            int channel = i % readout.shape().channels();
            double value = value(i, first, last) * readout.scale()[channel];
            outputs[NeuronOrder.flat(readout.shape(), i)] = value + readout.bias()[channel];
        }
        return outputs;
    }

    private double value(int neuron, int first, int last) {
        int size = readout.shape().size();
        long sum = 0;
        int most = Integer.MIN_VALUE;
        for (int t = first; t < last; t++) {
            sum += potential[t * size + neuron];
            most = Math.max(most, potential[t * size + neuron]);
        }
        return switch (over) {
            case LAST -> potential[(last - 1) * size + neuron];
            case MEAN -> (double) sum / (last - first);
            case MAXIMUM -> most;
        };
    }

    @Override
    public void exchange(StateExchange with) {
        run.exchange(with);
        with.ints(potential);
    }

    @Override
    public long membrane(int neuron) {
        return run.membrane(neuron);
    }

    @Override
    public long active() {
        return run.active();
    }

    @Override
    public long saturations() {
        return run.saturations();
    }
}

package io.aisynapse.core.engine.stream;

import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.Current;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The currents of a stage whose sources hold still, computed once a sample. */
public final class ConstantCurrents {
    private final List<Current> currents;
    private final List<SynapsePlan> plans;
    private final SynapseKernels kernels;
    private final EventStream[] streams;
    private final int[] sum;
    private final int channels;
    private final SynapseKernels.Range range = new SynapseKernels.Range();

    /** Weights of a stage's constant currents in the engine's order. */
    public static List<SynapsePlan> plans(Stage stage, List<Stage> stages) {
        List<SynapsePlan> plans = new ArrayList<>();
        for (Current current : stage.constants()) {
            Shape from = stages.get(current.source()).shape();
            plans.add(SynapsePlan.of(new Synapses(current.source(), current.kernel()), from, stage.shape()));
        }
        return plans;
    }

    public ConstantCurrents(Stage stage, List<SynapsePlan> plans, SynapseKernels kernels, EventStream[] streams) {
        this.currents = stage.constants();
        this.plans = plans;
        this.kernels = kernels;
        this.streams = streams;
        this.sum = new int[stage.shape().size()];
        this.channels = stage.shape().channels();
    }

    public boolean isEmpty() {
        return currents.isEmpty();
    }

    /** Adds the sample's currents to biases in the engine's order, in units of 2^−16. */
    public void addTo(long[] bias) {
        for (int c = 0; c < plans.size(); c++) {
            SynapsePlan synapses = plans.get(c);
            EventStream source = streams[synapses.source()];
            Arrays.fill(sum, 0);
            range.set(0, source.events.size());
            kernels.scatter(sum, synapses.weight(), synapses.runs(), source.events, range);
            Current current = currents.get(c);
            for (int first = 0; first < bias.length; first += channels) {
                for (int channel = 0; channel < channels; channel++) {
                    bias[first + channel] += current.scaled(sum[first + channel], channel);
                }
            }
        }
    }
}

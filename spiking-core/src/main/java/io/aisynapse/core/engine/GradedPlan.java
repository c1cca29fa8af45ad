package io.aisynapse.core.engine;

import io.aisynapse.core.kernel.GradedMembranes;
import io.aisynapse.core.kernel.GradedMembranes.Lowest;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.IntegerTransfer;
import java.util.Arrays;

/**
 * Membranes with graded events as kernels want them.
 *
 * @param transfer of the population
 * @param lowest least output of a transfer that integrates
 * @param highest its largest output by neuron, both in units of 2^−16
 */
record GradedPlan(GradedMembranes.Parameters parameters, IntegerTransfer transfer, long lowest, long[] highest) {
    static GradedPlan of(CoreProgram program, PopulationPlan plan) {
        NeuronModel model = plan.population().model();
        IntegerTransfer transfer = new IntegerTransfer(plan.population());
        int channels = plan.population().shape().channels();
        long[] highest = new long[plan.population().shape().size()];
        Arrays.setAll(highest, i -> transfer.highest(i % channels));
        GradedMembranes.Parameters parameters = new GradedMembranes.Parameters(
                program.chip().precision().stateLimit(),
                plan.byNeuron(plan.population().membranes().threshold()),
                plan.byNeuron(plan.population().membranes().exponent()),
                model.largestEvent(),
                model.leastCorrection(),
                lowest(model));
        return new GradedPlan(parameters, transfer, transfer.lowest(), highest);
    }

    private static Lowest lowest(NeuronModel model) {
        if (model.transfer() instanceof Transfer.Identity) {
            return Lowest.LARGEST;
        }
        return model.takesBack() ? Lowest.TOTAL : Lowest.ZERO;
    }
}

package io.aisynapse.core.engine;

import io.aisynapse.core.engine.stream.ConstantCurrents;
import io.aisynapse.core.engine.stream.SynapsePlan;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * A population's integers and weights in the engine's order.
 *
 * @param shortCharges whether a tick's charge is proved to stay a short
 */
record PopulationPlan(
        Stage.Population population, List<SynapsePlan> synapses, List<SynapsePlan> currents, boolean shortCharges) {
    static PopulationPlan of(Stage.Population population, List<Stage> stages, Coding coding) {
        Shape to = population.shape();
        long[] charges = Ranges.largestCharges(population.synapses(), stages, coding, to);
        return new PopulationPlan(
                population,
                population.synapses().stream()
                        .map(each -> plan(each, stages, to))
                        .toList(),
                ConstantCurrents.plans(population, stages),
                Arrays.stream(charges).allMatch(charge -> charge <= Short.MAX_VALUE));
    }

    static SynapsePlan plan(Synapses synapses, List<Stage> stages, Shape to) {
        Shape from = stages.get(synapses.source()).shape();
        return SynapsePlan.of(synapses, from, to);
    }

    int[] byNeuron(int[] byChannel) {
        int channels = population.shape().channels();
        int[] result = new int[population.shape().size()];
        Arrays.setAll(result, i -> byChannel[i % channels]);
        return result;
    }
}

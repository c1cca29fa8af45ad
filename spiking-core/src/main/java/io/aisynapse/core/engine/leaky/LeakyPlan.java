package io.aisynapse.core.engine.leaky;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.engine.stream.ConstantCurrents;
import io.aisynapse.core.engine.stream.SynapsePlan;
import io.aisynapse.core.kernel.LeakyParameters;
import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.IntegerDecoding;
import io.aisynapse.core.program.IntegerFiring;
import io.aisynapse.core.program.IntegerMembrane;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A leaky stage in the engine's order of neurons; never changed while it runs.
 *
 * @param exponent by synapses and neuron; an empty row when all are 0
 * @param bias by channel, in units of 2^−16
 */
public record LeakyPlan(
        Stage stage,
        List<SynapsePlan> synapses,
        List<SynapsePlan> currents,
        int[][] exponent,
        LeakyParameters parameters,
        long[] bias) {
    public static LeakyPlan of(CoreProgram program, Stage.LeakyPopulation population) {
        return of(program, population, population.membrane(), population.firing());
    }

    /** Of a readout whose potentials are read: neurons that never spike. */
    public static LeakyPlan of(CoreProgram program, Stage.Readout readout, IntegerDecoding.Potential decoding) {
        int[] never = new int[readout.shape().size()];
        Arrays.fill(never, Integer.MAX_VALUE);
        return of(program, readout, decoding.membrane(), new IntegerFiring(never, Firing.Reset.SUBTRACT, never, 0));
    }

    private static LeakyPlan of(CoreProgram program, Stage stage, IntegerMembrane membrane, IntegerFiring firing) {
        Shape shape = stage.shape();
        List<SynapsePlan> synapses = new ArrayList<>();
        int[][] exponent = new int[stage.incoming().size()][];
        for (int p = 0; p < exponent.length; p++) {
            Synapses each = stage.incoming().get(p);
            Shape from = program.stages().get(each.source()).shape();
            synapses.add(SynapsePlan.of(each, from, shape));
            exponent[p] = byNeuron(membrane.exponent()[p], shape);
        }
        ChipSpec.Precision precision = program.chip().precision();
        int[][] current = new int[membrane.receptors()][];
        Arrays.setAll(current, r -> ordered(membrane.currentKeep()[r], shape));
        long[] leak = new long[shape.size()];
        Arrays.setAll(leak, i -> membrane.leak()[NeuronOrder.flat(shape, i)]);
        LeakyParameters parameters = new LeakyParameters(
                IntegerMembrane.limit(precision),
                precision.decayBits(),
                ordered(membrane.voltageKeep(), shape),
                current,
                leak,
                ordered(membrane.initial(), shape),
                ordered(firing.threshold(), shape),
                ordered(firing.value(), shape),
                firing.reset() == Firing.Reset.SUBTRACT,
                firing.refractoryTicks());
        List<SynapsePlan> currents = ConstantCurrents.plans(stage, program.stages());
        return new LeakyPlan(stage, synapses, currents, exponent, parameters, membrane.bias());
    }

    private static int[] ordered(int[] flat, Shape shape) {
        int[] inner = new int[flat.length];
        Arrays.setAll(inner, i -> flat[NeuronOrder.flat(shape, i)]);
        return inner;
    }

    private static int[] byNeuron(int[] byChannel, Shape shape) {
        if (Arrays.stream(byChannel).allMatch(each -> each == 0)) {
            return new int[0];
        }
        int[] result = new int[shape.size()];
        Arrays.setAll(result, i -> byChannel[i % byChannel.length]);
        return result;
    }
}

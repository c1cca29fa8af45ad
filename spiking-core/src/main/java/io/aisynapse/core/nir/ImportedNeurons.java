package io.aisynapse.core.nir;

import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.neuron.LeakyMembrane;
import io.aisynapse.core.nir.graph.NirArray;
import io.aisynapse.core.nir.graph.NirNode;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * The neuron classes of NIR in discrete time. Every one is a case of this, with forward Euler steps of dt:
 * <pre>
 *   I = currentKeep · I + gain · (Σ w · s + bias);   V = voltageKeep · V + I + leak;   spike if V &gt; threshold
 *
 *              currentKeep    voltageKeep    gain                        leak
 *   I, IF      0              1              r (a tick is the unit)      0
 *   LI, LIF    0              1 − dt/τ       r·dt/τ                      v_leak·dt/τ
 *   CubaLI(F)  1 − dt/τ_syn   1 − dt/τ_mem   w_in·dt/τ_syn · r·dt/τ_mem  v_leak·dt/τ_mem
 *   Threshold  0              0              1                           0
 * </pre>
 */
final class ImportedNeurons {
    private final NirNode node;
    private final NirImport.Neurons rules;
    private final int count;
    private final float[] voltageKeep;
    private final float[] currentKeep;
    private final float[] gain;
    private final float[] leak;

    private ImportedNeurons(NirNode node, NirImport.Neurons rules, int count) {
        this.node = node;
        this.rules = rules;
        this.count = count;
        this.voltageKeep = new float[count];
        this.currentKeep = new float[count];
        this.gain = Gains.filled(count, 1);
        this.leak = new float[count];
        switch (node) {
            case NirNode.Threshold _ -> {}
            case NirNode.Integrator neuron -> integrates(neuron.r());
            case NirNode.IntegrateAndFire neuron -> integrates(neuron.r());
            case NirNode.LeakyIntegrator neuron -> leaks(neuron.leak());
            case NirNode.LeakyIntegrateAndFire neuron -> leaks(neuron.leak());
            case NirNode.CurrentLeakyIntegrator neuron -> {
                leaks(neuron.leak());
                filters(neuron.synapse());
            }
            case NirNode.CurrentLeakyIntegrateAndFire neuron -> {
                leaks(neuron.leak());
                filters(neuron.synapse());
            }
            default -> throw new IllegalStateException("no neuron: " + node.type());
        }
    }

    static boolean isNeuron(NirNode node) {
        return isReadout(node)
                || switch (node) {
                    case NirNode.Threshold _,
                            NirNode.IntegrateAndFire _,
                            NirNode.LeakyIntegrateAndFire _,
                            NirNode.CurrentLeakyIntegrateAndFire _ -> true;
                    default -> false;
                };
    }

    /** Whether it yields its potential and no spikes. */
    static boolean isReadout(NirNode node) {
        return switch (node) {
            case NirNode.Integrator _, NirNode.LeakyIntegrator _, NirNode.CurrentLeakyIntegrator _ -> true;
            default -> false;
        };
    }

    private static float at(NirArray array, int neuron) {
        if (array.values().length == 1) {
            return array.values()[0];
        }
        if (neuron >= array.values().length) {
            throw new IllegalArgumentException("%d parameters for more neurons".formatted(array.values().length));
        }
        return array.values()[neuron];
    }

    private void integrates(NirArray r) {
        for (int i = 0; i < count; i++) {
            voltageKeep[i] = 1;
            gain[i] = at(r, i);
        }
    }

    private void leaks(NirNode.Leak neuron) {
        for (int i = 0; i < count; i++) {
            double share = share(at(neuron.tau(), i), "tau");
            voltageKeep[i] = (float) (1 - share);
            gain[i] = (float) (at(neuron.r(), i) * share);
            leak[i] = (float) (at(neuron.leak(), i) * share);
        }
    }

    private void filters(NirNode.Synapse synapse) {
        for (int i = 0; i < count; i++) {
            double share = share(at(synapse.tau(), i), "tau_syn");
            currentKeep[i] = (float) (1 - share);
            gain[i] *= (float) (at(synapse.weight(), i) * share);
        }
    }

    private double share(double tau, String name) {
        double share = rules.dt() / tau;
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "%s of %s, shorter than a tick of %s: choose dt smaller".formatted(name, tau, rules.dt()));
        }
        return share;
    }

    static SnnNode population(String name, NirNode node, Incoming.Currents currents, NirImport.Neurons rules) {
        Shape shape = currents.shape();
        return new ImportedNeurons(node, rules, shape.size()).spiking(name, currents);
    }

    private SnnNode spiking(String name, Incoming.Currents currents) {
        NirNode.Spike spike = spike();
        float[] threshold = new float[count];
        float[] value = new float[count];
        float[] initial = new float[count];
        for (int i = 0; i < count; i++) {
            float origin = origin(at(spike.threshold(), i), at(spike.reset(), i));
            threshold[i] = at(spike.threshold(), i) - origin;
            initial[i] = -origin;
            leak[i] -= (1 - voltageKeep[i]) * origin;
            float reset = at(spike.reset(), i) - origin;
            value[i] = rules.subtract() ? threshold[i] - reset : reset;
        }
        if (node instanceof NirNode.Threshold) {
            value = new float[count];
        }
        Firing.Reset reset = rules.subtract() ? Firing.Reset.SUBTRACT : Firing.Reset.TO_VALUE;
        float[] bias = bias(currents);
        return new SnnNode.LeakyPopulation(
                name,
                currents.shape(),
                projections(currents),
                bias,
                new LeakyMembrane(voltageKeep, new float[][] {currentKeep}, leak, initial),
                new Firing(threshold, reset, value, 0));
    }

    private NirNode.Spike spike() {
        return switch (node) {
            case NirNode.IntegrateAndFire neuron -> neuron.spike();
            case NirNode.LeakyIntegrateAndFire neuron -> neuron.spike();
            case NirNode.CurrentLeakyIntegrateAndFire neuron -> neuron.spike();
            case NirNode.Threshold neuron ->
                new NirNode.Spike(
                        neuron.threshold(), NirArray.filled(neuron.threshold().axes(), 0));
            default -> throw new IllegalStateException("does not spike: " + node.type());
        };
    }

    /** Thresholds stand above 0 on the chip: others are counted from below the reset value. */
    private static float origin(float threshold, float reset) {
        return threshold > 0 ? 0 : threshold - Math.max(1e-3f, 2 * Math.abs(threshold - reset));
    }

    /** The last node, which answers with the potentials of neurons that do not spike. */
    static SnnNode readout(String name, NirNode node, Incoming.Currents currents, NirImport.Neurons rules) {
        ImportedNeurons neurons =
                new ImportedNeurons(node, rules, currents.shape().size());
        float[] bias = neurons.bias(currents);
        LeakyMembrane membrane = new LeakyMembrane(
                neurons.voltageKeep, new float[][] {neurons.currentKeep}, neurons.leak, new float[neurons.count]);
        return new SnnNode.Readout(
                name,
                currents.shape(),
                neurons.projections(currents),
                bias,
                new Decoding.Potential(membrane, rules.potential()));
    }

    private List<Projection> projections(Incoming.Currents currents) {
        return Gains.behind(currents.links(), currents.shape(), gain).stream()
                .map(link -> new Projection(link.source(), link.kernel(), link.delay()))
                .toList();
    }

    /** One a channel; what differs within a channel joins the leak, where the current has no memory. */
    private float[] bias(Incoming.Currents currents) {
        float[] flowing = Gains.times(currents.bias(), gain);
        Optional<float[]> byChannel = Gains.byChannel(flowing, currents.shape());
        if (byChannel.isPresent()) {
            return byChannel.get();
        }
        for (int i = 0; i < count; i++) {
            if (currentKeep[i] != 0) {
                throw new IllegalArgumentException("a bias that differs within a channel, into currents with memory");
            }
            leak[i] += flowing[i];
        }
        return new float[currents.shape().channels()];
    }
}

package io.aisynapse.core.energy.price;

import io.aisynapse.core.engine.count.EventCounts;
import java.util.List;

/**
 * What a synaptic operation and a neuron update cost on a device, and nothing else: rough figures, without overhead and
 * transport, as their authors say themselves.
 *
 * @param synapticOperation picojoules of one
 * @param neuronUpdate picojoules of one, active or idle
 * @param eventDriven whether operations are those of events at every tick; else the network is taken to run once, as it
 *     was before it spiked: every connection and every neuron one operation
 */
public record PriceList(
        String name, double synapticOperation, double neuronUpdate, boolean eventDriven, String source) {
    /** Source of the two prices after it. */
    public static final String HOROWITZ = "Horowitz 2014, 45 nm";

    /** Picojoules of a multiply-add in float32. */
    public static final double FLOAT_MULTIPLY_ADD = 4.6;

    /** Picojoules of a multiply-add of bytes. */
    public static final double BYTE_MULTIPLY_ADD = 0.23;

    private static final String KERAS_SPIKING = "KerasSpiking's ModelEnergy, after ";
    private static final String DEGNAN = KERAS_SPIKING + "Degnan et al. 2016";

    private static final List<PriceList> ALL = List.of(
            new PriceList("45 nm additions", 0.9, 0.9, true, HOROWITZ),
            new PriceList("cpu", 8600, 8600, false, DEGNAN),
            new PriceList("gpu", 300, 300, false, DEGNAN),
            new PriceList("arm", 900, 900, false, DEGNAN),
            new PriceList("loihi", 27.1, 81, true, KERAS_SPIKING + "Davies et al. 2018"),
            new PriceList("spinnaker", 13_300, 26_000, true, KERAS_SPIKING + "Höppner et al. 2019"),
            new PriceList("spinnaker2", 450, 2190, true, KERAS_SPIKING + "Höppner et al. 2019"));

    /** In a fixed order. */
    public static List<PriceList> all() {
        return ALL;
    }

    /**
     * @param counts of one sample, or the sum over several; input multiply-adds are priced as synaptic operations
     * @param connections of the network, and the neurons it has
     */
    public double picojoules(EventCounts counts, long connections, long neurons) {
        if (!eventDriven) {
            return counts.samples() * (connections * synapticOperation + neurons * neuronUpdate);
        }
        long operations = counts.operations().synaptic() + counts.operations().input();
        long updates = counts.updates().active() + counts.updates().idle();
        return operations * synapticOperation + updates * neuronUpdate;
    }
}

package io.aisynapse.core.engine.count;

import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.program.DeliveryTable;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;

/**
 * A projection's delivery table with the sources in the engine's order, the cores as slots 0, 1 … of those in use.
 *
 * @param delay ticks from an event to its operations
 * @param key of each source neuron
 * @param fanOut synapses by key
 */
public record DeliveryCount(
        int source, int delay, int target, int[] key, int[] fanOut, int[] start, int[] slot, int[] operations) {
    /** Of synapses. */
    public static DeliveryCount of(Synapses synapses, int target, Shape from, DeliveryTable table, int[] slotOf) {
        DeliveryCount count = of(synapses.source(), target, from, table, slotOf);
        return new DeliveryCount(
                count.source,
                synapses.delay(),
                target,
                count.key,
                count.fanOut,
                count.start,
                count.slot,
                count.operations);
    }

    /** @param slotOf by core */
    public static DeliveryCount of(int source, int target, Shape from, DeliveryTable table, int[] slotOf) {
        int[] key = new int[from.size()];
        Arrays.setAll(key, i -> table.key(NeuronOrder.flat(from, i)));
        int keys = Arrays.stream(key).max().orElse(0) + 1;
        int entries = table.to(keys - 1);
        int[] start = new int[keys + 1];
        Arrays.setAll(start, k -> k < keys ? table.from(k) : entries);
        int[] slot = new int[entries];
        Arrays.setAll(slot, e -> slotOf[table.core(e)]);
        int[] operations = new int[entries];
        Arrays.setAll(operations, table::operations);
        int[] fanOut = new int[keys];
        Arrays.setAll(fanOut, table::fanOut);
        return new DeliveryCount(source, 0, target, key, fanOut, start, slot, operations);
    }

    public boolean isUniform() {
        return fanOut.length == 1;
    }

    public void add(long[] load, int sourceKey, long events) {
        for (int e = start[sourceKey]; e < start[sourceKey + 1]; e++) {
            load[slot[e]] += events * operations[e];
        }
    }
}

package io.aisynapse.core.engine.count;

import io.aisynapse.core.kernel.Events;
import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.program.DeliveryTable;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A projection's delivery table with the sources in the engine's order, the cores as slots 0, 1 … of those in use.
 *
 * @param delay ticks from an event to its operations
 * @param key of each source neuron
 * @param fanOut synapses by key
 * @param only the slot that all operations go to, or −1
 */
public record DeliveryCount(
        int source,
        int delay,
        int target,
        int[] key,
        int[] fanOut,
        int[] start,
        int[] slot,
        int[] operations,
        int only) {
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
                count.operations,
                count.only);
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
        int only = Arrays.stream(slot).allMatch(each -> each == slot[0]) && entries > 0 ? slot[0] : -1;
        return new DeliveryCount(source, 0, target, key, fanOut, start, slot, operations, only);
    }

    /** Synapses of the events {@code from ≤ e < to}, each times its magnitude or once. */
    public long synapses(Events events, int from, int to, boolean once) {
        int[] neurons = events.neurons();
        int @Nullable [] values = events.values();
        long sum = 0;
        for (int e = from; e < to; e++) {
            int units = once || values == null ? 1 : Math.abs(values[e]);
            sum += (long) units * fanOut[key[neurons[e]]];
        }
        return sum;
    }

    /** Those of events larger than 1, once each. */
    public long synapsesOfLarger(Events events, int from, int to) {
        int[] neurons = events.neurons();
        int @Nullable [] values = events.values();
        long sum = 0;
        for (int e = from; e < to && values != null; e++) {
            sum += Math.abs(values[e]) > 1 ? fanOut[key[neurons[e]]] : 0;
        }
        return sum;
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

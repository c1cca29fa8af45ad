package io.aisynapse.core.engine;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.engine.count.DeliveryCount;
import io.aisynapse.core.engine.count.EventCounts;
import io.aisynapse.core.engine.count.HopTable;
import io.aisynapse.core.engine.count.StageOperations;
import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.SynapsePlan;
import io.aisynapse.core.kernel.Events;
import io.aisynapse.core.program.Stage;
import java.util.Arrays;
import java.util.List;

/** Counts a sample's events after its last tick, from the streams of all stages. */
final class Accountant {
    private final ProgramPlan plan;
    private final EventStream[] streams;
    private final int timeSteps;
    private final boolean gradedChip;
    private final DeliveryCount[] deliveries;
    private final long[] load;
    private long synaptic;
    private long graded;
    private long busy;
    private long gateActive;
    private long readoutTicks;

    Accountant(ProgramPlan plan, EventStream[] streams) {
        this.plan = plan;
        this.streams = streams;
        this.timeSteps = plan.program.timeSteps();
        this.gradedChip = plan.program.chip().precision().gradedEvents();
        this.deliveries = plan.deliveries.toArray(DeliveryCount[]::new);
        this.load = new long[plan.unitsBySlot.length];
    }

    /**
     * @param populationActive updates of populations that were active
     * @param ticks that the sample took; streams hold nothing that happened later
     */
    EventCounts count(long populationActive, long saturations, long functions, long ticks) {
        synaptic = 0;
        busy = 0;
        gateActive = 0;
        readoutTicks = 0;
        graded = 0;
        for (int tick = 1; tick <= ticks; tick++) {
            countTick(tick);
        }
        long active = populationActive
                + gateActive
                + readoutTicks * plan.program.readout().shape().size();
        long all = ticks * plan.program.placement().neurons();
        return new EventCounts(
                1,
                new EventCounts.Operations(spikes(), synaptic, graded, inputOperations(), functions),
                new EventCounts.Updates(active, all - active),
                traffic(),
                busy,
                saturations);
    }

    /**
     * What the events of the sample that ran last did to each stage.
     *
     * @param functions evaluations by stage
     */
    StageOperations[] byStage(long[] functions) {
        StageOperations[] operations = new StageOperations[plan.stages.size()];
        for (int s = 0; s < operations.length; s++) {
            long input = s == operations.length - 1
                    ? fromStill(plan.readout) + fromStill(plan.readoutCurrents)
                    : plan.populations[s] == null ? 0 : fromStill(plan.populations[s].currents());
            operations[s] = new StageOperations(0, 0, 0, input, functions[s]);
        }
        for (DeliveryCount delivery : plan.deliveries) {
            int target = delivery.target();
            operations[target] = operations[target].plus(delivered(delivery));
        }
        return operations;
    }

    private StageOperations delivered(DeliveryCount delivery) {
        Events events = streams[delivery.source()].events;
        long binary = 0;
        long signed = 0;
        long larger = 0;
        for (int e = 0; e < events.size(); e++) {
            int value = events.value(e);
            long fanOut = delivery.fanOut()[delivery.key()[events.neurons()[e]]];
            boolean isLarger = gradedChip && Math.abs(value) > 1;
            larger += isLarger ? fanOut : 0;
            binary += !isLarger && value > 0 ? fanOut * value : 0;
            signed += !isLarger && value < 0 ? fanOut * -value : 0;
        }
        return new StageOperations(binary, signed, larger, 0, 0);
    }

    /** Synaptic operations in a tick of the chip by piece; overwritten by the next call. */
    long[] operations(int tick) {
        deliver(tick);
        return load;
    }

    private void countTick(int tick) {
        readoutTicks += deliver(tick) ? 1 : 0;
        ChipSpec.Costs costs = plan.program.chip().costs();
        long perOperation = costs.synapticOperation().picoseconds();
        long perUnit = costs.activeUpdate().picoseconds();
        long slowest = 0;
        for (int slot = 0; slot < load.length; slot++) {
            synaptic += load[slot];
            slowest = Math.max(slowest, load[slot] * perOperation + plan.unitsBySlot[slot] * perUnit);
        }
        busy += slowest;
    }

    /** Fills the loads; whether the readout was reached. */
    private boolean deliver(int tick) {
        Arrays.fill(load, 0);
        boolean readoutReached = false;
        int last = plan.stages.size() - 1;
        for (DeliveryCount delivery : deliveries) {
            int local = tick - plan.windows.begin(delivery.source()) - delivery.delay();
            boolean reached = local >= 1 && local <= timeSteps && countDelivery(delivery, local);
            readoutReached |= reached && delivery.target() == last && plan.leaky[last] == null;
        }
        return readoutReached;
    }

    /** Whether any event of the tick reached a synapse. */
    private boolean countDelivery(DeliveryCount delivery, int tick) {
        EventStream stream = streams[delivery.source()];
        int from = stream.from(tick);
        int to = stream.to(tick);
        boolean gate = plan.stages.get(delivery.target()) instanceof Stage.MaxGate;
        if (delivery.isUniform() && !gate && stream.events.values() == null) {
            delivery.add(load, 0, to - from);
            return to > from && delivery.fanOut()[0] > 0;
        }
        Events events = stream.events;
        if (delivery.only() >= 0 && !gate) {
            long operations = delivery.synapses(events, from, to, gradedChip);
            load[delivery.only()] += operations;
            graded += gradedChip ? delivery.synapsesOfLarger(events, from, to) : 0;
            return operations > 0;
        }
        boolean reached = false;
        for (int e = from; e < to; e++) {
            int key = delivery.key()[events.neurons()[e]];
            int value = events.value(e);
            delivery.add(load, key, units(value));
            int fanOut = delivery.fanOut()[key];
            graded += gradedChip && Math.abs(value) > 1 ? fanOut : 0;
            reached |= fanOut > 0;
            gateActive += gate ? fanOut : 0;
        }
        return reached;
    }

    private int units(int value) {
        return gradedChip ? 1 : Math.abs(value);
    }

    private long spikes() {
        long sum = 0;
        for (int s = 0; s < streams.length; s++) {
            sum += spikes(plan.stages.get(s)) ? units(streams[s].events) : 0;
        }
        return sum;
    }

    private static boolean spikes(Stage stage) {
        return stage instanceof Stage.Population || stage instanceof Stage.LeakyPopulation;
    }

    private long units(Events events) {
        int[] values = events.values();
        if (values == null || gradedChip) {
            return events.size();
        }
        long sum = 0;
        for (int e = 0; e < events.size(); e++) {
            sum += Math.abs(values[e]);
        }
        return sum;
    }

    private EventCounts.Traffic traffic() {
        long messages = 0;
        long eastWest = 0;
        long northSouth = 0;
        for (HopTable hops : plan.hops) {
            Events events = streams[hops.stage()].events;
            if (hops.isUniform()) {
                long units = units(events);
                messages += units * hops.messages()[0];
                eastWest += units * hops.eastWest()[0];
                northSouth += units * hops.northSouth()[0];
                continue;
            }
            for (int e = 0; e < events.size(); e++) {
                int neuron = events.neurons()[e];
                long units = units(events.value(e));
                messages += units * hops.messages()[neuron];
                eastWest += units * hops.eastWest()[neuron];
                northSouth += units * hops.northSouth()[neuron];
            }
        }
        return new EventCounts.Traffic(messages, eastWest, northSouth);
    }

    private long inputOperations() {
        return fromStill(plan.constants) + fromStill(plan.readout);
    }

    private long fromStill(List<SynapsePlan> synapses) {
        long sum = 0;
        for (SynapsePlan each : synapses) {
            EventStream stream = streams[each.source()];
            for (int e = 0; stream.still && e < stream.events.size(); e++) {
                sum += each.runs().fanOut(stream.events.neurons()[e]);
            }
        }
        return sum;
    }
}

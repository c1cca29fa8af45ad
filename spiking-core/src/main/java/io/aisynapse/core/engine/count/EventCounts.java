package io.aisynapse.core.engine.count;

/**
 * What happened on the chip during a run. An event of value v counts v times on a chip whose spikes are binary, once on
 * a chip with graded ones.
 *
 * @param samples this many were run
 * @param busyPicoseconds time of the slowest core, tick by tick: its synaptic operations and the update of each of its
 *     neurons at the active price (so a little too long rather than too short)
 * @param saturations how often a membrane was held at the end of its range
 */
public record EventCounts(
        long samples, Operations operations, Updates updates, Traffic traffic, long busyPicoseconds, long saturations) {
    /** Of nothing run. */
    public static final EventCounts NONE =
            new EventCounts(0, new Operations(0, 0, 0, 0, 0), new Updates(0, 0), new Traffic(0, 0, 0), 0, 0);

    /**
     * @param spikes of populations
     * @param synaptic each event times the synapses it reaches; into a maximum gate, the counters it reaches
     * @param graded those of the synaptic ones whose event is larger than 1, on a chip with graded spikes
     * @param input multiply-adds of the constant input current: levels other than 0 times their synapses
     * @param function evaluations and products of function units, computed by a processor beside the synapses
     */
    public record Operations(long spikes, long synaptic, long graded, long input, long function) {
        public Operations plus(Operations other) {
            return new Operations(
                    spikes + other.spikes,
                    synaptic + other.synaptic,
                    graded + other.graded,
                    input + other.input,
                    function + other.function);
        }
    }

    /**
     * Every neuron is updated once a tick. Active: its membrane receives a charge or bias other than 0, or it spikes. A
     * readout's neurons are all active at a tick at which any event reaches the readout; a counter of a maximum gate is
     * active at a tick at which its input has an event.
     */
    public record Updates(long active, long idle) {
        public Updates plus(Updates other) {
            return new Updates(active + other.active, idle + other.idle);
        }
    }

    /** One message is one event brought to one core; hops are steps between the tiles of the two cores. */
    public record Traffic(long messages, long eastWestHops, long northSouthHops) {
        public Traffic plus(Traffic other) {
            return new Traffic(
                    messages + other.messages,
                    eastWestHops + other.eastWestHops,
                    northSouthHops + other.northSouthHops);
        }
    }

    public EventCounts plus(EventCounts other) {
        return new EventCounts(
                samples + other.samples,
                operations.plus(other.operations),
                updates.plus(other.updates),
                traffic.plus(other.traffic),
                busyPicoseconds + other.busyPicoseconds,
                saturations + other.saturations);
    }
}

package io.aisynapse.core.kernel;

/** A tick of {@link DifferentialMembranes} in the plainest code, in longs. */
final class ScalarEmission {
    private ScalarEmission() {}

    /** Neurons {@code from ≤ i < to}; room for their events is reserved. */
    static void emit(DifferentialMembranes m, int from, int to, int[] charge, Events out) {
        int size = out.size();
        for (int i = from; i < to; i++) {
            int event = event(m, i, charge[i]);
            if (event != 0) {
                out.put(size++, i, event);
            }
        }
        out.grownTo(size);
    }

    /** What one neuron emits, 0 for nothing. */
    static int event(DifferentialMembranes m, int i, int charge) {
        int channel = i % m.channels;
        long before = (long) m.state[i];
        long sum = before + charge * (long) m.scale[channel] * m.reciprocal;
        long state = Math.max((long) -m.limit, Math.min((long) m.limit, sum));
        m.state[i] = state;
        m.saturations += sum == state ? 0 : 1;
        long wanted = Math.max((long) m.lowest, Math.min((long) m.highest[channel], state));
        long emitted = (long) m.emitted[i];
        long unit = (long) m.unit[channel];
        long event = GradedMembranes.quotient(m.tick * (wanted - emitted) + (unit >> 1), unit);
        event = Math.abs(event) < m.least ? 0 : Math.max(-m.largestEvent, Math.min(m.largestEvent, event));
        m.emitted[i] = emitted + event * (unit >> DifferentialMembranes.FRACTION_BITS) * m.reciprocal;
        boolean started = m.tick == 1 && before != 0;
        m.active += event != 0 || started || charge != 0 ? 1 : 0;
        return (int) event;
    }
}

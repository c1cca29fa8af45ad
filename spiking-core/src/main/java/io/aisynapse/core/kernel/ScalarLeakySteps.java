package io.aisynapse.core.kernel;

/** One tick of leaky neurons, plainly. */
final class ScalarLeakySteps {
    private ScalarLeakySteps() {}

    /** {@code sign(x) · ⌊|x| · keep / 2^bits⌋}. */
    static int decay(int x, int keep, int bits) {
        int kept = (int) ((long) Math.abs(x) * keep >> bits);
        return x < 0 ? -kept : kept;
    }

    /** Neurons {@code from ≤ i < to}; room for their spikes is reserved. */
    static void step(LeakyMembranes m, int from, int to, Events spikes) {
        for (int i = from; i < to; i++) {
            step(m, i, spikes);
        }
    }

    private static void step(LeakyMembranes m, int i, Events spikes) {
        LeakyParameters p = m.parameters;
        LeakyMembranes.State state = m.state;
        int added = leakStep(m, i);
        for (int r = 0; r < m.input.length; r++) {
            int charge = m.input[r][i] + (r == 0 ? biasStep(m, i) : 0);
            m.input[r][i] = 0;
            int unbounded = decay(state.current()[r][i], p.currentKeep()[r][i], p.decayBits()) + charge;
            int current = Math.clamp(unbounded, -p.limit(), p.limit());
            m.saturations += current == unbounded ? 0 : 1;
            state.current()[r][i] = current;
            added += current;
        }
        boolean spike = state.rest()[i] > 0 ? rest(state, i) : integrate(m, i, added);
        m.active += added != 0 || spike ? 1 : 0;
        if (spike) {
            spikes.neurons()[spikes.size()] = i;
            spikes.grownTo(spikes.size() + 1);
        }
    }

    private static boolean rest(LeakyMembranes.State state, int i) {
        state.rest()[i]--;
        return false;
    }

    private static boolean integrate(LeakyMembranes m, int i, int added) {
        LeakyParameters p = m.parameters;
        int unbounded = decay(m.state.potential()[i], p.voltageKeep()[i], p.decayBits()) + added;
        int membrane = Math.clamp(unbounded, -p.limit(), p.limit());
        m.saturations += membrane == unbounded ? 0 : 1;
        boolean spike = membrane > p.threshold()[i];
        if (spike) {
            m.state.rest()[i] = p.refractoryTicks();
            membrane = p.subtracts() ? membrane - p.value()[i] : p.value()[i];
        }
        m.state.potential()[i] = membrane;
        return spike;
    }

    private static int biasStep(LeakyMembranes m, int i) {
        int fraction = m.state.biasSum()[i] + m.biasFraction[i];
        m.state.biasSum()[i] = fraction & 0xFFFF;
        return m.biasWhole[i] + (fraction >>> 16);
    }

    private static int leakStep(LeakyMembranes m, int i) {
        int fraction = m.state.leakSum()[i] + m.leakFraction[i];
        m.state.leakSum()[i] = fraction & 0xFFFF;
        return m.leakWhole[i] + (fraction >>> 16);
    }
}

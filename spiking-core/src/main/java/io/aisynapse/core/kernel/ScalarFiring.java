package io.aisynapse.core.kernel;

/** The plain twin of a population's steps over a block of ticks. */
final class ScalarFiring {
    private ScalarFiring() {}

    static void fire(Membranes m, ChargeTile tile, SpikeBits spikes) {
        step(m, 0, m.count, tile, spikes);
        spikes.turn(tile.rows());
    }

    /** Some neurons, all ticks. */
    static void step(Membranes m, int from, int to, ChargeTile tile, SpikeBits spikes) {
        for (int i = from; i < to; i++) {
            int history = 0;
            for (int row = 0; row < tile.rows(); row++) {
                int charge = tile.isSilent() ? 0 : tile.charge[row * tile.width + i];
                history = history << 1 | (step(m, i, charge) ? 1 : 0);
            }
            spikes.history[i] = history;
        }
    }

    /** One neuron, one tick: whether it spikes. */
    static boolean step(Membranes m, int i, int charge) {
        int fraction = m.fractionSum[i] + m.biasFraction[i];
        m.fractionSum[i] = fraction & 0xFFFF;
        int step = (charge << m.exponent[i]) + m.biasWhole[i] + (fraction >>> 16);
        int unbounded = m.potential[i] + step;
        int membrane = Math.clamp(unbounded, -m.limit, m.limit);
        boolean spike = membrane >= m.threshold[i];
        m.potential[i] = spike ? membrane - m.threshold[i] : membrane;
        m.saturations += membrane == unbounded ? 0 : 1;
        m.active += step != 0 || spike ? 1 : 0;
        return spike;
    }
}

package io.aisynapse.core.kernel;

/** The plain twin. */
public final class ScalarSynapseKernels implements SynapseKernels {
    @Override
    public void scatter(ChargeTile tile, byte[] weight, Runs runs, Events events) {
        for (int row = 0; row < tile.rows(); row++) {
            int begin = row * tile.width;
            for (int e = tile.from[row]; e < tile.to[row]; e++) {
                int position = events.neurons()[e] / runs.channels();
                int channel = events.neurons()[e] % runs.channels();
                for (int r = runs.start()[position]; r < runs.start()[position + 1]; r++) {
                    int at = begin + runs.target()[r] + channel / runs.channelsPerGroup() * runs.outputsPerGroup();
                    int from = channel * runs.weightsPerChannel() + runs.offset()[r];
                    for (int i = 0; i < runs.length()[r]; i++) {
                        tile.charge[at + i] += (short) (weight[from + i] * events.value(e));
                    }
                }
            }
        }
    }

    @Override
    public void scatter(int[] charge, byte[] weight, Runs runs, Events events, Range range) {
        for (int e = range.from; e < range.to; e++) {
            int position = events.neurons()[e] / runs.channels();
            int channel = events.neurons()[e] % runs.channels();
            for (int r = runs.start()[position]; r < runs.start()[position + 1]; r++) {
                int at = runs.target()[r] + channel / runs.channelsPerGroup() * runs.outputsPerGroup();
                int from = channel * runs.weightsPerChannel() + runs.offset()[r];
                for (int i = 0; i < runs.length()[r]; i++) {
                    charge[at + i] += weight[from + i] * events.value(e);
                }
            }
        }
    }

    @Override
    public void scatter(int[] charge, Weights weights, Events events, Range range) {
        scatter(charge, weights.bytes(), weights.runs(), events, range);
    }

    @Override
    public void sumRows(ChargeTile tile, byte[] weight, Events events) {
        tile.clear();
        for (int row = 0; row < tile.rows(); row++) {
            int begin = row * tile.width;
            for (int e = tile.from[row]; e < tile.to[row]; e++) {
                int from = events.neurons()[e] * tile.width;
                for (int o = 0; o < tile.width; o++) {
                    tile.charge[begin + o] += weight[from + o];
                }
            }
        }
    }

    @Override
    public void fire(Membranes membranes, ChargeTile tile, SpikeBits spikes) {
        ScalarFiring.fire(membranes, tile, spikes);
    }

    @Override
    public void fire(Membranes membranes, int[] charge, Events spikes) {
        spikes.reserve(membranes.count);
        for (int i = 0; i < membranes.count; i++) {
            step(membranes, i, charge[i], spikes);
        }
    }

    @Override
    public void emit(DifferentialMembranes membranes, int[] charge, Events out) {
        out.reserve(membranes.count);
        ScalarEmission.emit(membranes, 0, membranes.count, charge, out);
    }

    @Override
    public void addShifted(int[] charge, int[] added, int[] exponent) {
        for (int i = 0; i < charge.length; i++) {
            charge[i] += added[i] << exponent[i];
        }
    }

    @Override
    public void leak(LeakyMembranes membranes, Events spikes) {
        spikes.reserve(membranes.parameters.count());
        ScalarLeakySteps.step(membranes, 0, membranes.parameters.count(), spikes);
    }

    /** One neuron, one tick; room for its spike is reserved. */
    static void step(Membranes m, int i, int charge, Events spikes) {
        if (ScalarFiring.step(m, i, charge)) {
            spikes.neurons()[spikes.size()] = i;
            spikes.grownTo(spikes.size() + 1);
        }
    }
}

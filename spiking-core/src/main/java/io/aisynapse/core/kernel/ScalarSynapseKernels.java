package io.aisynapse.core.kernel;

import java.util.Arrays;

/** The plain twin. */
public final class ScalarSynapseKernels implements SynapseKernels {
    @Override
    public void scatter(short[] charge, byte[] weight, Runs runs, Events events, Range range) {
        for (int e = range.from; e < range.to; e++) {
            int position = events.neurons()[e] / runs.channels();
            int channel = events.neurons()[e] % runs.channels();
            for (int r = runs.start()[position]; r < runs.start()[position + 1]; r++) {
                int at = runs.target()[r] + channel / runs.channelsPerGroup() * runs.outputsPerGroup();
                int from = channel * runs.weightsPerChannel() + runs.offset()[r];
                for (int i = 0; i < runs.length()[r]; i++) {
                    charge[at + i] += (short) (weight[from + i] * events.value(e));
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
    public void sumRows(short[] charge, byte[] weight, int outputs, Events events, Range range) {
        Arrays.fill(charge, 0, outputs, (short) 0);
        for (int e = range.from; e < range.to; e++) {
            int row = events.neurons()[e] * outputs;
            for (int o = 0; o < outputs; o++) {
                charge[o] += weight[row + o];
            }
        }
    }

    @Override
    public void fire(Membranes membranes, short[] charge, Events spikes) {
        spikes.reserve(membranes.count);
        for (int i = 0; i < membranes.count; i++) {
            step(membranes, i, charge[i], spikes);
        }
    }

    @Override
    public void fire(Membranes membranes, int[] charge, Events spikes) {
        spikes.reserve(membranes.count);
        for (int i = 0; i < membranes.count; i++) {
            step(membranes, i, charge[i], spikes);
        }
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
        int fraction = m.fractionSum[i] + m.biasFraction[i];
        m.fractionSum[i] = fraction & 0xFFFF;
        int step = (charge << m.exponent[i]) + m.biasWhole[i] + (fraction >>> 16);
        int unbounded = m.potential[i] + step;
        int membrane = Math.clamp(unbounded, -m.limit, m.limit);
        boolean spike = membrane >= m.threshold[i];
        m.potential[i] = spike ? membrane - m.threshold[i] : membrane;
        m.saturations += membrane == unbounded ? 0 : 1;
        m.active += step != 0 || spike ? 1 : 0;
        if (spike) {
            spikes.neurons()[spikes.size()] = i;
            spikes.grownTo(spikes.size() + 1);
        }
    }
}

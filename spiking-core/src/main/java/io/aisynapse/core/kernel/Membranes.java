package io.aisynapse.core.kernel;

import java.util.Arrays;

/** The neurons of one population while it runs, one entry a neuron in the order of the engine. */
public final class Membranes {
    final int count;
    final int limit;
    final int[] threshold;
    final int[] exponent;
    final int[] biasWhole;
    final int[] biasFraction;
    final int[] potential;
    final int[] fractionSum;
    private final int[] start;
    long active;
    long saturations;

    /** @param limit the potential is held within ±limit */
    public Membranes(int limit, int[] threshold, int[] exponent) {
        this.count = threshold.length;
        this.limit = limit;
        this.threshold = threshold;
        this.exponent = exponent;
        this.biasWhole = new int[count];
        this.biasFraction = new int[count];
        this.potential = new int[count];
        this.fractionSum = new int[count];
        this.start = Arrays.stream(threshold).map(t -> t / 2).toArray();
    }

    /** @param biases by neuron in units of 2^−16 */
    public void setBias(long[] biases) {
        for (int i = 0; i < count; i++) {
            biasWhole[i] = (int) (biases[i] >> 16);
            biasFraction[i] = (int) (biases[i] & 0xFFFF);
        }
    }

    /** Back to V[0] = ⌊θ/2⌋, tick 0, nothing counted. */
    public void reset() {
        System.arraycopy(start, 0, potential, 0, count);
        Arrays.fill(fractionSum, 0);
        active = 0;
        saturations = 0;
    }

    /** No bias from now on, until it is set again. */
    public void endBias() {
        Arrays.fill(biasWhole, 0);
        Arrays.fill(biasFraction, 0);
    }

    /** The first step, when it takes several ticks of bias at once. */
    public void first(int[] charge, int biasTicks, Events spikes) {
        for (int i = 0; i < count; i++) {
            long bias = biasTicks * (((long) biasWhole[i] << 16) + biasFraction[i]);
            fractionSum[i] = (int) (bias & 0xFFFF);
            long step = ((long) charge[i] << exponent[i]) + (bias >> 16);
            long unbounded = potential[i] + step;
            int membrane = (int) Math.max(-limit, Math.min(limit, unbounded));
            boolean spike = membrane >= threshold[i];
            potential[i] = spike ? membrane - threshold[i] : membrane;
            saturations += membrane == unbounded ? 0 : 1;
            active += step != 0 || spike ? 1 : 0;
            if (spike) {
                spikes.add(i, 1);
            }
        }
    }

    public int count() {
        return count;
    }

    /** Neuron updates since the reset whose step was not 0, or that spiked. */
    public long active() {
        return active;
    }

    public long saturations() {
        return saturations;
    }

    public int potential(int neuron) {
        return potential[neuron];
    }

    /** Saves or restores all but the biases, which the sample sets. */
    public void exchange(StateExchange with) {
        with.ints(potential);
        with.ints(fractionSum);
        active = with.value(active);
        saturations = with.value(saturations);
    }
}

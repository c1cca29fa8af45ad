package io.aisynapse.core.tune.bound;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.tensor.Shape;

/**
 * One projection three times over: with its real weights W, with the magnitudes |Ŵ| of those on the chip, and with
 * {@code |Ŵ − W| + ε|W|}, ε for the float arithmetic of this check itself.
 *
 * @param from shape of the source
 * @param to shape of the target
 */
record BoundedProjection(int source, Shape from, Shape to, AnnLayer real, AnnLayer magnitudes, AnnLayer differences) {
    /** Far above the rounding errors of a float sum of thousands of summands. */
    static final float ARITHMETIC = 1e-5f;

    /** @param unit what one mantissa is worth in the target's events, by its channel */
    static BoundedProjection of(Projection projection, IntegerKernel integers, double[] unit, Shape from, Shape to) {
        float[] weight = weightOf(projection.kernel());
        byte[] mantissa = integers.weight();
        float[] magnitude = new float[weight.length];
        float[] difference = new float[weight.length];
        for (int i = 0; i < weight.length; i++) {
            double onChip = mantissa[i] * unit[integers.channelOf(i, to.plane())];
            magnitude[i] = (float) Math.abs(onChip);
            difference[i] = (float) (Math.abs(onChip - weight[i]) + ARITHMETIC * Math.abs(weight[i]));
        }
        return new BoundedProjection(
                projection.source(),
                from,
                to,
                layer(projection.kernel(), weight),
                layer(projection.kernel(), magnitude),
                layer(projection.kernel(), difference));
    }

    /** Adds what the source brings to sums of values and of errors. */
    void add(Approximate source, float[] values, float[] errors) {
        addTo(values, AnnRunner.apply(real, source.value(), from, to));
        addTo(errors, AnnRunner.apply(magnitudes, source.error(), from, to));
        addTo(errors, AnnRunner.apply(differences, source.magnitude(), from, to));
    }

    private static void addTo(float[] sums, float[] summands) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += summands[i];
        }
    }

    private static float[] weightOf(Kernel kernel) {
        return switch (kernel) {
            case Kernel.Dense dense -> dense.weight();
            case Kernel.Convolution convolution -> convolution.weight();
            case Kernel.Diagonal diagonal -> diagonal.weightByChannel();
            case Kernel.Sparse _ -> throw unbounded();
        };
    }

    private static AnnLayer layer(Kernel kernel, float[] weight) {
        return switch (kernel) {
            case Kernel.Dense d ->
                new AnnLayer.Dense(d.inputCount(), d.outputCount(), weight, new float[d.outputCount()]);
            case Kernel.Convolution c ->
                new AnnLayer.Conv(
                        c.inputChannels(),
                        c.outputChannels(),
                        c.groups(),
                        c.window(),
                        weight,
                        new float[c.outputChannels()]);
            case Kernel.Diagonal _ -> new AnnLayer.ChannelAffine(weight, new float[weight.length]);
            case Kernel.Sparse _ -> throw unbounded();
        };
    }

    private static IllegalArgumentException unbounded() {
        return new IllegalArgumentException("no layer of a converted network has sparse synapses");
    }
}

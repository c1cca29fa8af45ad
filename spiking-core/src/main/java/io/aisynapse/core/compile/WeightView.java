package io.aisynapse.core.compile;

import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * A projection's real weights, each with the output channel it belongs to.
 *
 * @param channels of each weight, empty when they follow from its index
 */
record WeightView(Projection projection, float[] weight, int outputs, int plane, int perChannel, int[] channels) {
    private static final int[] BY_INDEX = new int[0];

    static WeightView of(Projection projection, Shape target) {
        return switch (projection.kernel()) {
            case Kernel.Dense dense ->
                new WeightView(projection, dense.weight(), dense.outputCount(), target.plane(), 0, BY_INDEX);
            case Kernel.Convolution convolution ->
                new WeightView(
                        projection,
                        convolution.weight(),
                        0,
                        1,
                        convolution.inputChannels()
                                / convolution.groups()
                                * convolution.window().area(),
                        BY_INDEX);
            case Kernel.Diagonal diagonal -> new WeightView(projection, diagonal.weightByChannel(), 0, 1, 1, BY_INDEX);
            case Kernel.Sparse sparse ->
                new WeightView(
                        projection,
                        sparse.weight(),
                        0,
                        1,
                        1,
                        Arrays.stream(sparse.target())
                                .map(each -> each / target.plane())
                                .toArray());
        };
    }

    /** All weights of channel c times {@code factor[c]}. */
    WeightView scaled(double[] factor) {
        float[] scaled = new float[weight.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (weight[i] * factor[channelOf(i)]);
        }
        return new WeightView(projection, scaled, outputs, plane, perChannel, channels);
    }

    int channelOf(int index) {
        if (channels.length > 0) {
            return channels[index];
        }
        return perChannel == 0 ? index % outputs / plane : index / perChannel;
    }

    /** Largest magnitude by channel over all views, 0 for a channel without weights. */
    static double[] largest(List<WeightView> views, int channels) {
        double[] largest = new double[channels];
        for (WeightView view : views) {
            for (int i = 0; i < view.weight.length; i++) {
                int c = view.channelOf(i);
                largest[c] = Math.max(largest[c], Math.abs(view.weight[i]));
            }
        }
        return largest;
    }

    /** {@code round(w · factor[c])}, ties to even, held within ±most. */
    IntegerKernel mantissas(double[] factor, int most) {
        byte[] mantissa = new byte[weight.length];
        for (int i = 0; i < mantissa.length; i++) {
            double rounded = Math.rint(weight[i] * factor[channelOf(i)]);
            mantissa[i] = (byte) Math.max(-most, Math.min(most, rounded));
        }
        return switch (projection.kernel()) {
            case Kernel.Dense dense -> new IntegerKernel.Dense(dense.inputCount(), dense.outputCount(), mantissa);
            case Kernel.Convolution c ->
                new IntegerKernel.Convolution(c.inputChannels(), c.outputChannels(), c.groups(), c.window(), mantissa);
            case Kernel.Diagonal _ -> new IntegerKernel.Diagonal(mantissa);
            case Kernel.Sparse s ->
                new IntegerKernel.Sparse(s.inputCount(), s.outputCount(), s.rowStart(), s.target(), mantissa);
        };
    }
}

package io.aisynapse.core.compile;

import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.tensor.Shape;
import java.util.List;

/** A projection's real weights, each with the output channel it belongs to. */
record WeightView(Projection projection, float[] weight, int outputs, int plane, int perChannel) {
    static WeightView of(Projection projection, Shape target) {
        return switch (projection.kernel()) {
            case Kernel.Dense dense ->
                new WeightView(projection, dense.weight(), dense.outputCount(), target.plane(), 0);
            case Kernel.Convolution convolution ->
                new WeightView(
                        projection,
                        convolution.weight(),
                        0,
                        1,
                        convolution.inputChannels()
                                / convolution.groups()
                                * convolution.window().area());
            case Kernel.Diagonal diagonal -> new WeightView(projection, diagonal.weightByChannel(), 0, 1, 1);
        };
    }

    int channelOf(int index) {
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
        };
    }
}

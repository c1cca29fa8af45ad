package io.aisynapse.core.convert;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window.Extent;

/** By how much an average pool divides at each place: the whole window's area, or only what lies inside the input. */
final class PoolDivisors {
    private PoolDivisors() {}

    /** One share {@code 1 / divisor} a neuron of the output. */
    static float[] shares(AnnLayer.AveragePool pool, Shape input, Shape output) {
        float[] shares = new float[output.size()];
        for (int i = 0; i < shares.length; i++) {
            int row = i % output.plane() / output.width();
            int column = i % output.width();
            int area = pool.countsPadding()
                    ? pool.window().area()
                    : inside(pool.window().vertical(), row, input.height())
                            * inside(pool.window().horizontal(), column, input.width());
            shares[i] = 1f / area;
        }
        return shares;
    }

    private static int inside(Extent extent, int position, int size) {
        int count = 0;
        for (int k = 0; k < extent.kernel(); k++) {
            int at = position * extent.stride() - extent.padBefore() + k * extent.dilation();
            count += at >= 0 && at < size ? 1 : 0;
        }
        return Math.max(1, count);
    }
}

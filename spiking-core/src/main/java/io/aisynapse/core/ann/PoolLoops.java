package io.aisynapse.core.ann;

import io.aisynapse.core.ann.AnnLayer.AveragePool;
import io.aisynapse.core.ann.AnnLayer.MaxPool;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import io.aisynapse.core.tensor.Window.Extent;

/** Average and maximum over windows; padding never counts as a value, only, if wanted, as a divisor. */
final class PoolLoops {
    private PoolLoops() {}

    /** Folds the values of one window, given by the flat bounds of its rows, into one. */
    private interface Fold {
        float of(int plane, int[] rows, int[] columns);
    }

    static float[] average(AveragePool layer, float[] input, Shape from, Shape to) {
        int area = layer.window().area();
        return run(layer.window(), from, to, (plane, rows, columns) -> {
            double sum = 0;
            int count = 0;
            for (int y = rows[0]; y < rows[1]; y += rows[2]) {
                for (int x = columns[0]; x < columns[1]; x += columns[2]) {
                    sum += input[plane + y * from.width() + x];
                    count++;
                }
            }
            return (float) (sum / (layer.countsPadding() ? area : count));
        });
    }

    static float[] maximum(MaxPool layer, float[] input, Shape from, Shape to) {
        return run(layer.window(), from, to, (plane, rows, columns) -> {
            float most = Float.NEGATIVE_INFINITY;
            for (int y = rows[0]; y < rows[1]; y += rows[2]) {
                for (int x = columns[0]; x < columns[1]; x += columns[2]) {
                    most = Math.max(most, input[plane + y * from.width() + x]);
                }
            }
            return most;
        });
    }

    private static float[] run(Window window, Shape from, Shape to, Fold fold) {
        float[] result = new float[to.size()];
        int[][] columns = bounds(window.horizontal(), from.width(), to.width());
        int[][] rows = bounds(window.vertical(), from.height(), to.height());
        int next = 0;
        for (int channel = 0; channel < to.channels(); channel++) {
            int plane = channel * from.plane();
            for (int[] row : rows) {
                for (int[] column : columns) {
                    result[next++] = fold.of(plane, row, column);
                }
            }
        }
        return result;
    }

    /** For each output index: the first input index inside, the end, and the step. */
    private static int[][] bounds(Extent extent, int inputSize, int outputSize) {
        int[][] bounds = new int[outputSize][];
        for (int output = 0; output < outputSize; output++) {
            int start = output * extent.stride() - extent.padBefore();
            int end = start + extent.dilation() * (extent.kernel() - 1) + 1;
            int inside =
                    start < 0 ? start + ConvLoops.firstInside(start, extent.dilation()) * extent.dilation() : start;
            bounds[output] = new int[] {inside, Math.min(end, inputSize), extent.dilation()};
        }
        return bounds;
    }
}

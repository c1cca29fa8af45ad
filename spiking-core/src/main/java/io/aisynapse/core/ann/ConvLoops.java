package io.aisynapse.core.ann;

import io.aisynapse.core.ann.AnnLayer.Conv;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window.Extent;
import java.util.Arrays;

/**
 * Convolution as a matrix product: for each weight of a kernel, the input values that it meets at all output places are
 * laid out as one row; an output channel is then the sum of rows times weights. The innermost loop runs over a whole
 * plane of contiguous memory, whatever stride and padding are. Rows are laid out in blocks of limited size.
 */
final class ConvLoops {
    private static final int MOST_VALUES_LAID_OUT = 1 << 22;

    private final Conv layer;
    private final float[] input;
    private final Shape from;
    private final Shape to;
    private final int plane;
    private final int rowCount;
    private final int blockRows;
    private final float[] rows;
    private final float[] result;

    private ConvLoops(Conv layer, float[] input, Shape from, Shape to) {
        this.layer = layer;
        this.input = input;
        this.from = from;
        this.to = to;
        this.plane = to.plane();
        this.rowCount = layer.inputChannels() / layer.groups() * layer.window().area();
        this.blockRows = Math.clamp(MOST_VALUES_LAID_OUT / plane, 1, rowCount);
        this.rows = new float[blockRows * plane];
        this.result = new float[to.size()];
    }

    static float[] run(Conv layer, float[] input, Shape from, Shape to) {
        ConvLoops loops = new ConvLoops(layer, input, from, to);
        for (int output = 0; output < layer.outputChannels(); output++) {
            int start = output * loops.plane;
            Arrays.fill(loops.result, start, start + loops.plane, layer.bias()[output]);
        }
        for (int group = 0; group < layer.groups(); group++) {
            for (int first = 0; first < loops.rowCount; first += loops.blockRows) {
                loops.addBlock(group, first, Math.min(loops.blockRows, loops.rowCount - first));
            }
        }
        return loops.result;
    }

    private void addBlock(int group, int first, int count) {
        int area = layer.window().area();
        int width = layer.window().horizontal().kernel();
        int firstInput = group * (layer.inputChannels() / layer.groups());
        Arrays.fill(rows, 0);
        for (int i = 0; i < count; i++) {
            int row = first + i;
            int source = (firstInput + row / area) * from.plane();
            layOutRow(i * plane, source, row % area / width, row % width);
        }
        int outputs = layer.outputChannels() / layer.groups();
        for (int output = group * outputs; output < (group + 1) * outputs; output++) {
            sumRows(output * plane, output * rowCount + first, count);
        }
    }

    /** The values that the kernel's weight at y, x meets; those in the padding stay 0. */
    private void layOutRow(int target, int source, int y, int x) {
        Extent vertical = layer.window().vertical();
        Extent horizontal = layer.window().horizontal();
        int down = y * vertical.dilation() - vertical.padBefore();
        int right = x * horizontal.dilation() - horizontal.padBefore();
        int firstColumn = firstInside(right, horizontal.stride());
        int lastColumn = lastInside(right, horizontal.stride(), from.width(), to.width());
        int lastLine = lastInside(down, vertical.stride(), from.height(), to.height());
        for (int line = firstInside(down, vertical.stride()); line <= lastLine; line++) {
            int read = source + (line * vertical.stride() + down) * from.width() + right;
            int write = target + line * to.width();
            for (int column = firstColumn; column <= lastColumn; column++) {
                rows[write + column] = input[read + column * horizontal.stride()];
            }
        }
    }

    private void sumRows(int start, int weights, int count) {
        int row = 0;
        for (; row + 4 <= count; row += 4) {
            addFourRows(start, row * plane, weights + row);
        }
        for (; row < count; row++) {
            float weight = layer.weight()[weights + row];
            for (int i = 0; i < plane; i++) {
                result[start + i] += weight * rows[row * plane + i];
            }
        }
    }

    private void addFourRows(int start, int row, int weights) {
        float[] sums = result;
        float[] values = rows;
        float weight0 = layer.weight()[weights];
        float weight1 = layer.weight()[weights + 1];
        float weight2 = layer.weight()[weights + 2];
        float weight3 = layer.weight()[weights + 3];
        int row1 = row + plane;
        int row2 = row1 + plane;
        int row3 = row2 + plane;
        for (int i = 0; i < plane; i++) {
            sums[start + i] += weight0 * values[row + i]
                    + weight1 * values[row1 + i]
                    + weight2 * values[row2 + i]
                    + weight3 * values[row3 + i];
        }
    }

    /** The first output index whose input index, {@code output · stride + offset}, is not before the input. */
    static int firstInside(int offset, int stride) {
        return offset >= 0 ? 0 : (-offset + stride - 1) / stride;
    }

    /** The last output index whose input index is still inside; below the first when there is none. */
    static int lastInside(int offset, int stride, int inputSize, int outputSize) {
        int room = inputSize - 1 - offset;
        return room < 0 ? -1 : Math.min(outputSize - 1, room / stride);
    }
}

package io.aisynapse.core.ann;

import io.aisynapse.core.ann.AnnLayer.Conv;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window.Extent;
import java.util.Arrays;

/**
 * Convolution by adding shifted input rows: for each weight, one row of the input, times the weight, goes to one row of
 * the output. The innermost loop runs over contiguous memory when the stride is 1.
 */
final class ConvLoops {
    private final Conv layer;
    private final float[] input;
    private final Shape from;
    private final Shape to;
    private final float[] result;

    private ConvLoops(Conv layer, float[] input, Shape from, Shape to) {
        this.layer = layer;
        this.input = input;
        this.from = from;
        this.to = to;
        this.result = new float[to.size()];
    }

    static float[] run(Conv layer, float[] input, Shape from, Shape to) {
        ConvLoops loops = new ConvLoops(layer, input, from, to);
        for (int output = 0; output < layer.outputChannels(); output++) {
            loops.runChannel(output);
        }
        return loops.result;
    }

    private void runChannel(int output) {
        int plane = to.plane();
        Arrays.fill(result, output * plane, (output + 1) * plane, layer.bias()[output]);
        int inputsPerGroup = layer.inputChannels() / layer.groups();
        int firstInput = output / (layer.outputChannels() / layer.groups()) * inputsPerGroup;
        int area = layer.window().area();
        for (int i = 0; i < inputsPerGroup; i++) {
            addKernel(output * plane, (firstInput + i) * from.plane(), (output * inputsPerGroup + i) * area);
        }
    }

    private void addKernel(int resultStart, int inputStart, int weightStart) {
        Extent vertical = layer.window().vertical();
        Extent horizontal = layer.window().horizontal();
        for (int y = 0; y < vertical.kernel(); y++) {
            int offset = y * vertical.dilation() - vertical.padBefore();
            int first = firstInside(offset, vertical.stride());
            int last = lastInside(offset, vertical.stride(), from.height(), to.height());
            for (int x = 0; x < horizontal.kernel(); x++) {
                float weight = layer.weight()[weightStart + y * horizontal.kernel() + x];
                if (weight == 0) {
                    continue;
                }
                int shift = x * horizontal.dilation() - horizontal.padBefore();
                for (int row = first; row <= last; row++) {
                    int source = inputStart + (row * vertical.stride() + offset) * from.width();
                    addRow(resultStart + row * to.width(), source, shift, weight);
                }
            }
        }
    }

    private void addRow(int resultRow, int inputRow, int shift, float weight) {
        int stride = layer.window().horizontal().stride();
        int first = firstInside(shift, stride);
        int last = lastInside(shift, stride, from.width(), to.width());
        if (stride == 1) {
            int source = inputRow + shift;
            for (int column = first; column <= last; column++) {
                result[resultRow + column] += weight * input[source + column];
            }
        } else {
            for (int column = first; column <= last; column++) {
                result[resultRow + column] += weight * input[inputRow + shift + column * stride];
            }
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

package io.aisynapse.core.nir;

import io.aisynapse.core.nir.graph.NirNode;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;

/**
 * A convolution as every reader of NIR takes it: equal pads on both sides and, where possible, a square kernel (NIR's
 * own shape check takes the kernel for square). Both are reached by taps of weight 0 around the others.
 *
 * <pre>
 *   pads p, q with P = max(p, q):   P−p zeros before the taps, P−q behind them, both pads P
 *   kernel 3×5:                     one row of zeros above and below, one more row of padding
 * </pre>
 */
record PortableKernel(Axis vertical, Axis horizontal) {
    /**
     * @param taps of the wider kernel
     * @param first position of the first original tap
     * @param step from one original tap to the next
     */
    record Axis(int taps, int first, int step, int stride, int dilation, int pad) {
        private static Axis of(Window.Extent extent) {
            int pad = Math.max(extent.padBefore(), extent.padAfter());
            int before = pad - extent.padBefore();
            int after = pad - extent.padAfter();
            boolean keeps = before % extent.dilation() == 0 && after % extent.dilation() == 0;
            int dilation = keeps ? extent.dilation() : 1;
            int step = extent.dilation() / dilation;
            int taps = (extent.kernel() - 1) * step + 1 + before / dilation + after / dilation;
            return new Axis(taps, before / dilation, step, extent.stride(), dilation, pad);
        }

        private Axis widened(int taps) {
            int side = (taps - this.taps) / 2;
            return new Axis(this.taps + 2 * side, first + side, step, stride, dilation, pad + side * dilation);
        }
    }

    static PortableKernel of(Window window) {
        Axis vertical = Axis.of(window.vertical());
        Axis horizontal = Axis.of(window.horizontal());
        int taps = Math.max(vertical.taps(), horizontal.taps());
        return new PortableKernel(vertical.widened(taps), horizontal.widened(taps));
    }

    /** For signals of one axis. */
    static PortableKernel ofLine(Window window) {
        return new PortableKernel(new Axis(1, 0, 1, 1, 1, 0), Axis.of(window.horizontal()));
    }

    boolean isSquare() {
        return vertical.taps() == horizontal.taps();
    }

    NirNode.Steps steps(boolean line) {
        return line
                ? new NirNode.Steps(
                        new int[] {horizontal.stride()},
                        new int[] {horizontal.pad()},
                        new int[] {horizontal.pad()},
                        new int[] {horizontal.dilation()})
                : new NirNode.Steps(
                        new int[] {vertical.stride(), horizontal.stride()},
                        new int[] {vertical.pad(), horizontal.pad()},
                        new int[] {vertical.pad(), horizontal.pad()},
                        new int[] {vertical.dilation(), horizontal.dilation()});
    }

    /**
     * Weights [outputs][channels][taps], of the input channels from {@code firstChannel} on; groups become zeros, since
     * few readers and not NIR's own shape check know groups.
     */
    float[] weights(Kernel.Convolution kernel, int firstChannel, int channels) {
        int inputsPerGroup = kernel.inputChannels() / kernel.groups();
        int outputsPerGroup = kernel.outputChannels() / kernel.groups();
        float[] weights = new float[size(kernel.outputChannels(), channels)];
        for (int o = 0; o < kernel.outputChannels(); o++) {
            int groupStart = o / outputsPerGroup * inputsPerGroup;
            for (int c = 0; c < channels; c++) {
                int inGroup = firstChannel + c - groupStart;
                if (inGroup >= 0 && inGroup < inputsPerGroup) {
                    copyTaps(kernel, o * inputsPerGroup + inGroup, weights, o * channels + c);
                }
            }
        }
        return weights;
    }

    int size(int outputs, int channels) {
        return Math.toIntExact((long) outputs * channels * vertical.taps() * horizontal.taps());
    }

    private void copyTaps(Kernel.Convolution kernel, int from, float[] weights, int to) {
        Window window = kernel.window();
        for (int y = 0; y < window.vertical().kernel(); y++) {
            for (int x = 0; x < window.horizontal().kernel(); x++) {
                int row = vertical.first() + y * vertical.step();
                int column = horizontal.first() + x * horizontal.step();
                weights[(to * vertical.taps() + row) * horizontal.taps() + column] = kernel.weight()[
                        from * window.area() + y * window.horizontal().kernel() + x];
            }
        }
    }

    int[] axes(int outputs, int channels, boolean line) {
        return line
                ? new int[] {outputs, channels, horizontal.taps()}
                : new int[] {outputs, channels, vertical.taps(), horizontal.taps()};
    }

    static int[] inputShape(Shape shape, boolean line) {
        return line ? new int[] {shape.width()} : new int[] {shape.height(), shape.width()};
    }
}

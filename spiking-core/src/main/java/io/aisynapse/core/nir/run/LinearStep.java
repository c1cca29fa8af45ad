package io.aisynapse.core.nir.run;

import io.aisynapse.core.nir.graph.NirArray;
import io.aisynapse.core.nir.graph.NirAxes;
import io.aisynapse.core.nir.graph.NirNode;
import java.util.Arrays;

/** The nodes without memory. */
final class LinearStep {
    private LinearStep() {}

    static boolean isLinear(NirNode node) {
        return switch (node) {
            case NirNode.Output _,
                    NirNode.Affine _,
                    NirNode.Linear _,
                    NirNode.Scale _,
                    NirNode.Conv _,
                    NirNode.Pool _,
                    NirNode.Flatten _ -> true;
            default -> false;
        };
    }

    static double[] apply(NirNode node, double[] input, int[] from, int[] to) {
        return switch (node) {
            case NirNode.Affine affine -> dense(affine.weight(), affine.bias().values(), input);
            case NirNode.Linear linear ->
                dense(linear.weight(), new float[linear.weight().axes()[0]], input);
            case NirNode.Scale scale -> scaled(scale.scale(), input);
            case NirNode.Conv conv -> convolve(conv, input, from, to);
            case NirNode.Pool pool -> pool(pool, input, from, to);
            case NirNode.Flatten _, NirNode.Output _ -> input;
            default -> throw new IllegalArgumentException("a node of class %s".formatted(node.type()));
        };
    }

    private static double[] scaled(NirArray scale, double[] input) {
        double[] output = new double[input.length];
        Arrays.setAll(output, i -> scale.values()[scale.values().length == 1 ? 0 : i] * input[i]);
        return output;
    }

    private static double[] dense(NirArray weight, float[] bias, double[] input) {
        int outputs = weight.axes()[0];
        int inputs = weight.axes()[1];
        double[] output = new double[outputs];
        Arrays.setAll(output, o -> bias[o]);
        for (int i = 0; i < inputs; i++) {
            for (int o = 0; o < outputs && input[i] != 0; o++) {
                output[o] += weight.values()[o * inputs + i] * input[i];
            }
        }
        return output;
    }

    /** One axis is height 1 of two. */
    private static double[] convolve(NirNode.Conv conv, double[] input, int[] from, int[] to) {
        Grid source = Grid.of(from);
        Grid target = Grid.of(to);
        Grid kernel = Grid.of(
                Arrays.copyOfRange(conv.weight().axes(), 1, conv.weight().axes().length));
        int outputsPerGroup = to[0] / conv.groups();
        double[] output = new double[NirAxes.size(to)];
        Arrays.setAll(output, o -> conv.bias().values()[o / target.plane()]);
        Slide slide = Slide.of(conv.steps());
        for (int i = 0; i < input.length; i++) {
            if (input[i] == 0) {
                continue;
            }
            int channel = i / source.plane();
            int group = channel / kernel.channels;
            for (int ky = 0; ky < kernel.height; ky++) {
                int y = slide.vertical(i % source.plane() / source.width, ky, target.height);
                for (int kx = 0; kx < kernel.width && y >= 0; kx++) {
                    int x = slide.horizontal(i % source.width, kx, target.width);
                    int tap = (channel % kernel.channels * kernel.height + ky) * kernel.width + kx;
                    for (int o = group * outputsPerGroup; o < (group + 1) * outputsPerGroup && x >= 0; o++) {
                        output[o * target.plane() + y * target.width + x] +=
                                conv.weight().values()[o * kernel.size() + tap] * input[i];
                    }
                }
            }
        }
        return output;
    }

    private static double[] pool(NirNode.Pool pool, double[] input, int[] from, int[] to) {
        int channels = from[0];
        int area = pool.kernel()[0] * pool.kernel()[1];
        float[] ones = new float[channels * area];
        Arrays.fill(ones, pool.average() ? 1f / area : 1);
        NirArray weight = new NirArray(new int[] {channels, 1, pool.kernel()[0], pool.kernel()[1]}, ones);
        NirNode.Steps steps = new NirNode.Steps(pool.stride(), pool.padding(), pool.padding(), new int[] {1, 1});
        NirArray none = NirArray.vector(new float[channels]);
        return convolve(new NirNode.Conv(new int[0], weight, none, steps, channels), input, from, to);
    }

    /** Channels, height and width. */
    private record Grid(int channels, int height, int width) {
        static Grid of(int[] axes) {
            return axes.length == 2 ? new Grid(axes[0], 1, axes[1]) : new Grid(axes[0], axes[1], axes[2]);
        }

        int plane() {
            return height * width;
        }

        int size() {
            return channels * plane();
        }
    }

    /** Where a value goes under a tap: −1 for nowhere. */
    private record Slide(int[] stride, int[] pad, int[] dilation) {
        static Slide of(NirNode.Steps steps) {
            if (steps.stride().length == 2) {
                return new Slide(steps.stride(), steps.padBefore(), steps.dilation());
            }
            return new Slide(new int[] {1, steps.stride()[0]}, new int[] {0, steps.padBefore()[0]}, new int[] {
                1, steps.dilation()[0]
            });
        }

        int vertical(int position, int tap, int length) {
            return target(0, position, tap, length);
        }

        int horizontal(int position, int tap, int length) {
            return target(1, position, tap, length);
        }

        private int target(int axis, int position, int tap, int length) {
            int shifted = position + pad[axis] - tap * dilation[axis];
            boolean hits = shifted >= 0 && shifted % stride[axis] == 0 && shifted / stride[axis] < length;
            return hits ? shifted / stride[axis] : -1;
        }
    }
}

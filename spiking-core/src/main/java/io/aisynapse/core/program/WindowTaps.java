package io.aisynapse.core.program;

import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;

/**
 * A sliding window seen from its input: which positions of the output, through which tap, does a position of the input
 * reach? Positions and taps are numbered row by row. The taps of input position p are those from {@code start[p]} to
 * {@code start[p + 1]}, by rising output position.
 */
public record WindowTaps(int[] start, int[] output, int[] tap) {
    public static WindowTaps of(Window window, Shape input, Shape output) {
        int[] start = new int[input.plane() + 1];
        fill(window, input, output, (p, _, _) -> start[p + 1]++);
        for (int p = 0; p < input.plane(); p++) {
            start[p + 1] += start[p];
        }
        int[] next = start.clone();
        int[] outputs = new int[start[input.plane()]];
        int[] taps = new int[outputs.length];
        fill(window, input, output, (p, o, tap) -> {
            outputs[next[p]] = o;
            taps[next[p]++] = tap;
        });
        return new WindowTaps(start, outputs, taps);
    }

    public int count(int position) {
        return start[position + 1] - start[position];
    }

    @FunctionalInterface
    private interface Tap {
        void at(int inputPosition, int outputPosition, int tap);
    }

    private static void fill(Window window, Shape input, Shape output, Tap each) {
        Window.Extent vertical = window.vertical();
        Window.Extent horizontal = window.horizontal();
        for (int o = 0; o < output.plane(); o++) {
            for (int tap = 0; tap < window.area(); tap++) {
                int y = input(vertical, o / output.width(), tap / horizontal.kernel());
                int x = input(horizontal, o % output.width(), tap % horizontal.kernel());
                if (y >= 0 && y < input.height() && x >= 0 && x < input.width()) {
                    each.at(y * input.width() + x, o, tap);
                }
            }
        }
    }

    private static int input(Window.Extent extent, int output, int tap) {
        return output * extent.stride() - extent.padBefore() + tap * extent.dilation();
    }
}

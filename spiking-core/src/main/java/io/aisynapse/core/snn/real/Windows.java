package io.aisynapse.core.snn.real;

import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;

/** Which inputs lie in the window of which output. */
final class Windows {
    private Windows() {}

    /** Takes an input and an output, flat. */
    interface Pair {
        void take(int input, int output);
    }

    /** Takes positions in a plane and the tap between them. */
    interface Tap {
        void take(int input, int output, int tap);
    }

    /** Channel by channel. */
    static void visit(Window window, Shape from, Shape to, Pair pair) {
        slide(window, from, to, (input, output, _) -> {
            for (int c = 0; c < to.channels(); c++) {
                pair.take(c * from.plane() + input, c * to.plane() + output);
            }
        });
    }

    static void slide(Window window, Shape from, Shape to, Tap taps) {
        int columns = window.horizontal().kernel();
        for (int output = 0; output < to.plane(); output++) {
            for (int tap = 0; tap < window.area(); tap++) {
                int y = at(window.vertical(), output / to.width(), tap / columns);
                int x = at(window.horizontal(), output % to.width(), tap % columns);
                if (y >= 0 && y < from.height() && x >= 0 && x < from.width()) {
                    taps.take(y * from.width() + x, output, tap);
                }
            }
        }
    }

    private static int at(Window.Extent extent, int output, int tap) {
        return output * extent.stride() - extent.padBefore() + tap * extent.dilation();
    }
}

package io.aisynapse.core.engine.reference;

import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/** What a single neuron reads, as the formulas say it. For the reference only. */
final class Fan {
    record Synapse(int input, int mantissa) {}

    private Fan() {}

    static List<Synapse> in(IntegerKernel kernel, Shape source, Shape target, int output) {
        List<Synapse> fan = new ArrayList<>();
        switch (kernel) {
            case IntegerKernel.Dense dense -> {
                for (int i = 0; i < dense.inputCount(); i++) {
                    fan.add(new Synapse(i, dense.weight()[i * dense.outputCount() + output]));
                }
            }
            case IntegerKernel.Sparse sparse -> {
                for (int i = 0; i < sparse.inputCount(); i++) {
                    for (int w = sparse.rowStart()[i]; w < sparse.rowStart()[i + 1]; w++) {
                        if (sparse.target()[w] == output) {
                            fan.add(new Synapse(i, sparse.weight()[w]));
                        }
                    }
                }
            }
            case IntegerKernel.Diagonal diagonal ->
                fan.add(new Synapse(output, diagonal.weight()[output / target.plane()]));
            case IntegerKernel.Convolution convolution -> addConvolution(fan, convolution, source, target, output);
        }
        return fan;
    }

    private static void addConvolution(
            List<Synapse> fan, IntegerKernel.Convolution convolution, Shape source, Shape target, int output) {
        int outputChannel = output / target.plane();
        int group = outputChannel / convolution.outputsPerGroup();
        Window window = convolution.window();
        int weight = outputChannel * convolution.inputsPerGroup() * window.area();
        for (int c = 0; c < convolution.inputsPerGroup(); c++) {
            int channel = group * convolution.inputsPerGroup() + c;
            for (int ky = 0; ky < window.vertical().kernel(); ky++) {
                for (int kx = 0; kx < window.horizontal().kernel(); kx++) {
                    int y = at(window.vertical(), output % target.plane() / target.width(), ky);
                    int x = at(window.horizontal(), output % target.width(), kx);
                    if (y >= 0 && y < source.height() && x >= 0 && x < source.width()) {
                        int input = (channel * source.height() + y) * source.width() + x;
                        fan.add(new Synapse(input, convolution.weight()[weight]));
                    }
                    weight++;
                }
            }
        }
    }

    /** Inputs in the window of an output of the same channel, padding left out. */
    static int[] window(Window window, Shape source, Shape target, int output) {
        List<Integer> inputs = new ArrayList<>();
        int channel = output / target.plane();
        for (int ky = 0; ky < window.vertical().kernel(); ky++) {
            for (int kx = 0; kx < window.horizontal().kernel(); kx++) {
                int y = at(window.vertical(), output % target.plane() / target.width(), ky);
                int x = at(window.horizontal(), output % target.width(), kx);
                if (y >= 0 && y < source.height() && x >= 0 && x < source.width()) {
                    inputs.add((channel * source.height() + y) * source.width() + x);
                }
            }
        }
        return inputs.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int at(Window.Extent extent, int output, int tap) {
        return output * extent.stride() - extent.padBefore() + tap * extent.dilation();
    }
}

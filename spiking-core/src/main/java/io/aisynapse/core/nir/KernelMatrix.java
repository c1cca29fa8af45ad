package io.aisynapse.core.nir;

import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;

/** Any kernel as weights from each neuron to each neuron. */
final class KernelMatrix {
    private KernelMatrix() {}

    /** Takes one synapse. */
    interface Sink {
        void synapse(int input, int output, float weight);
    }

    static void visit(Kernel kernel, Shape source, Shape target, Sink sink) {
        switch (kernel) {
            case Kernel.Dense dense -> {
                for (int i = 0; i < dense.weight().length; i++) {
                    sink.synapse(i / dense.outputCount(), i % dense.outputCount(), dense.weight()[i]);
                }
            }
            case Kernel.Diagonal diagonal -> {
                for (int i = 0; i < target.size(); i++) {
                    sink.synapse(i, i, diagonal.weightByChannel()[i / target.plane()]);
                }
            }
            case Kernel.Sparse sparse -> {
                for (int i = 0; i < sparse.inputCount(); i++) {
                    for (int w = sparse.rowStart()[i]; w < sparse.rowStart()[i + 1]; w++) {
                        sink.synapse(i, sparse.target()[w], sparse.weight()[w]);
                    }
                }
            }
            case Kernel.Convolution convolution -> {
                for (int output = 0; output < target.size(); output++) {
                    visitWindow(convolution, source, target, output, sink);
                }
            }
        }
    }

    private static void visitWindow(Kernel.Convolution kernel, Shape source, Shape target, int output, Sink sink) {
        Window window = kernel.window();
        int channels = kernel.inputChannels() / kernel.groups();
        int outputChannel = output / target.plane();
        int firstChannel = outputChannel / (kernel.outputChannels() / kernel.groups()) * channels;
        int weight = outputChannel * channels * window.area();
        for (int c = firstChannel; c < firstChannel + channels; c++) {
            for (int ky = 0; ky < window.vertical().kernel(); ky++) {
                int y = position(window.vertical(), output % target.plane() / target.width(), ky);
                for (int kx = 0; kx < window.horizontal().kernel(); kx++) {
                    int x = position(window.horizontal(), output % target.width(), kx);
                    if (y >= 0 && y < source.height() && x >= 0 && x < source.width()) {
                        int input = (c * source.height() + y) * source.width() + x;
                        sink.synapse(input, output, kernel.weight()[weight]);
                    }
                    weight++;
                }
            }
        }
    }

    private static int position(Window.Extent extent, int output, int tap) {
        return output * extent.stride() - extent.padBefore() + tap * extent.dilation();
    }
}

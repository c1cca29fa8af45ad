package io.aisynapse.core.nir;

import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Factors on what flows, one a neuron; kernels keep their form where all neurons of a channel have the same. */
final class Gains {
    private Gains() {}

    /** One value a channel, or nothing when neurons of a channel differ. */
    static Optional<float[]> byChannel(float[] values, Shape shape) {
        float[] byChannel = new float[shape.channels()];
        for (int i = 0; i < values.length; i++) {
            int channel = i / shape.plane();
            if (i % shape.plane() == 0) {
                byChannel[channel] = values[i];
            } else if (values[i] != byChannel[channel]) {
                return Optional.empty();
            }
        }
        return Optional.of(byChannel);
    }

    /**
     * One value a neuron; a single one stands for all.
     *
     * @throws IllegalArgumentException when there are others
     */
    static float[] byNeuron(float[] values, Shape shape, String what) {
        if (values.length == 1) {
            return filled(shape.size(), values[0]);
        }
        if (values.length != shape.size()) {
            throw new IllegalArgumentException(
                    "%s of %d values for %d neurons".formatted(what, values.length, shape.size()));
        }
        return values;
    }

    static float[] filled(int count, float value) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return values;
    }

    static float[] times(float[] left, float[] right) {
        float[] product = left.clone();
        for (int i = 0; i < product.length; i++) {
            product[i] *= right[i];
        }
        return product;
    }

    /** Multiplies all that flows into neuron i of a shape by {@code factor[i]}. */
    static List<Incoming.Link> behind(List<Incoming.Link> links, Shape shape, float[] factor) {
        Optional<float[]> byChannel = byChannel(factor, shape);
        return links.stream()
                .map(link -> link.with(
                        byChannel.isPresent()
                                ? behind(link.kernel(), shape.plane(), byChannel.get())
                                : KernelProduct.weighted(
                                        link.kernel(),
                                        link.from(),
                                        shape,
                                        filled(link.from().size(), 1),
                                        factor)))
                .toList();
    }

    private static Kernel behind(Kernel kernel, int plane, float[] factor) {
        return switch (kernel) {
            case Kernel.Diagonal diagonal -> new Kernel.Diagonal(times(diagonal.weightByChannel(), factor));
            case Kernel.Dense dense -> {
                float[] weight = dense.weight().clone();
                for (int i = 0; i < weight.length; i++) {
                    weight[i] *= factor[i % dense.outputCount() / plane];
                }
                yield new Kernel.Dense(dense.inputCount(), dense.outputCount(), weight);
            }
            case Kernel.Sparse sparse -> {
                float[] weight = sparse.weight().clone();
                for (int i = 0; i < weight.length; i++) {
                    weight[i] *= factor[sparse.target()[i] / plane];
                }
                yield new Kernel.Sparse(
                        sparse.inputCount(), sparse.outputCount(), sparse.rowStart(), sparse.target(), weight);
            }
            case Kernel.Convolution convolution -> {
                float[] weight = convolution.weight().clone();
                int perOutput = weight.length / convolution.outputChannels();
                for (int i = 0; i < weight.length; i++) {
                    weight[i] *= factor[i / perOutput];
                }
                yield new Kernel.Convolution(
                        convolution.inputChannels(),
                        convolution.outputChannels(),
                        convolution.groups(),
                        convolution.window(),
                        weight);
            }
        };
    }
}

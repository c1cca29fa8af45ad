package io.aisynapse.core.convert;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** Moves what an event is worth into the weights behind it, and thresholds into the weights before them. */
final class Kernels {
    private Kernels() {}

    /** Row i of the weights times what an event of neuron i is worth. */
    static Kernel.Dense dense(AnnLayer.Dense layer, float[] value) {
        float[] weight = layer.weight().clone();
        for (int i = 0; i < weight.length; i++) {
            weight[i] *= value[i / layer.outputCount()];
        }
        return new Kernel.Dense(layer.inputCount(), layer.outputCount(), weight);
    }

    /** The kernel's slice of input channel c times what an event of that channel is worth. */
    static Kernel.Convolution convolution(AnnLayer.Conv layer, float[] valueByChannel) {
        int area = layer.window().area();
        int channelsPerGroup = layer.inputChannels() / layer.groups();
        int outputsPerGroup = layer.outputChannels() / layer.groups();
        float[] weight = layer.weight().clone();
        for (int i = 0; i < weight.length; i++) {
            int group = i / (area * channelsPerGroup) / outputsPerGroup;
            weight[i] *= valueByChannel[group * channelsPerGroup + i / area % channelsPerGroup];
        }
        return new Kernel.Convolution(
                layer.inputChannels(), layer.outputChannels(), layer.groups(), layer.window(), weight);
    }

    /** Divides everything that flows into output channel c by {@code divisor[c]}; negative divisors turn the sign. */
    static Kernel divideOutputs(Kernel kernel, float[] divisor) {
        return switch (kernel) {
            case Kernel.Dense dense -> {
                float[] weight = dense.weight().clone();
                for (int i = 0; i < weight.length; i++) {
                    weight[i] /= divisor[i % dense.outputCount()];
                }
                yield new Kernel.Dense(dense.inputCount(), dense.outputCount(), weight);
            }
            case Kernel.Convolution convolution -> {
                float[] weight = convolution.weight().clone();
                int perOutput = weight.length / convolution.outputChannels();
                for (int i = 0; i < weight.length; i++) {
                    weight[i] /= divisor[i / perOutput];
                }
                yield new Kernel.Convolution(
                        convolution.inputChannels(),
                        convolution.outputChannels(),
                        convolution.groups(),
                        convolution.window(),
                        weight);
            }
            case Kernel.Diagonal diagonal -> {
                float[] weight = diagonal.weightByChannel().clone();
                for (int channel = 0; channel < weight.length; channel++) {
                    weight[channel] /= divisor[channel];
                }
                yield new Kernel.Diagonal(weight);
            }
            case Kernel.Sparse _ -> throw new IllegalArgumentException("a sparse kernel");
        };
    }

    static List<Projection> divided(List<Projection> projections, float[] divisor) {
        return projections.stream()
                .map(p -> new Projection(p.source(), divideOutputs(p.kernel(), divisor)))
                .toList();
    }

    static float[] times(float[] left, float[] right) {
        float[] product = left.clone();
        for (int i = 0; i < product.length; i++) {
            product[i] *= right[i];
        }
        return product;
    }

    /** One value a channel when all neurons of a channel agree, else nothing. */
    static Optional<float[]> byChannel(float[] value, Shape shape) {
        float[] byChannel = new float[shape.channels()];
        for (int i = 0; i < value.length; i++) {
            int channel = i / shape.plane();
            if (byChannel[channel] == 0) {
                byChannel[channel] = value[i];
            } else if (value[i] != 0 && value[i] != byChannel[channel]) {
                return Optional.empty();
            }
        }
        return Optional.of(byChannel);
    }

    /** The opposite of {@link #byChannel}. */
    static float[] spread(float[] byChannel, Shape shape) {
        float[] value = new float[shape.size()];
        for (int i = 0; i < value.length; i++) {
            value[i] = byChannel[i / shape.plane()];
        }
        return value;
    }
}

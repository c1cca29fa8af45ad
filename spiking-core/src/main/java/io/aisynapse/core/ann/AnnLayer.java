package io.aisynapse.core.ann;

import io.aisynapse.core.tensor.UnaryFunction;
import io.aisynapse.core.tensor.Window;

/** Every layer kind of a real-valued network. Switches over it have no default, so a new kind fails to compile. */
public sealed interface AnnLayer {
    /** The network's input; always node 0. */
    record Input() implements AnnLayer {}

    /** {@code y = x · weight + bias}; weight is row-major, one row an input: {@code weight[i * outputCount + o]}. */
    record Dense(int inputCount, int outputCount, float[] weight, float[] bias) implements AnnLayer {
        public Dense {
            requireLength("weight", weight, inputCount * outputCount);
            requireLength("bias", bias, outputCount);
        }
    }

    /**
     * Grouped 2-D convolution as in ONNX (cross-correlation); a 1-D one has a window of height 1. The weight is laid
     * out {@code [outputChannels][inputChannels / groups][kernelHeight][kernelWidth]}.
     */
    record Conv(int inputChannels, int outputChannels, int groups, Window window, float[] weight, float[] bias)
            implements AnnLayer {
        public Conv {
            requireLength("weight", weight, outputChannels * (inputChannels / groups) * window.area());
            requireLength("bias", bias, outputChannels);
        }
    }

    /** {@code y[c] = x[c] · scale[c] + shift[c]} with one pair a channel of the input's shape. */
    record ChannelAffine(float[] scale, float[] shift) implements AnnLayer {}

    /** {@code y = min(max(x, 0), cap)}; cap is positive infinity for a plain ReLU. */
    record Relu(float cap) implements AnnLayer {}

    /** Mean over the window; with {@code countsPadding} the divisor is always the window's area. */
    record AveragePool(Window window, boolean countsPadding) implements AnnLayer {}

    /** Maximum over the window; padding never wins. */
    record MaxPool(Window window) implements AnnLayer {}

    /** Element-wise sum of all inputs (two or more), all of one size. */
    record Add() implements AnnLayer {}

    /** The inputs one after another in flat order (channel concatenation). */
    record Concat() implements AnnLayer {}

    /** {@code y[i] = x[source[i]]}, or 0 where {@code source[i]} is −1: transposes, slices and zero padding. */
    record IndexMap(int[] source) implements AnnLayer {}

    /** {@code y = x > 0 ? x : slope[c] · x} with one slope a channel (LeakyRelu, PRelu). */
    record LeakyRelu(float[] slope) implements AnnLayer {}

    /** {@code y = f(x)}, value by value. */
    record Activation(UnaryFunction function) implements AnnLayer {}

    /**
     * Rounds to the levels of a quantised tensor, as QuantizeLinear and DequantizeLinear do one after the other:
     * {@code y = scale · (clamp(round(x / scale) + zeroPoint, least, most) − zeroPoint)}, ties to even.
     */
    record Quantise(float scale, int zeroPoint, int least, int most) implements AnnLayer {
        /** The level's value. */
        public double apply(double x) {
            double level = Math.rint(x / scale) + zeroPoint;
            return (Math.max(least, Math.min(most, level)) - zeroPoint) * scale;
        }

        /** Lowest value of the range. */
        public float lowest() {
            return scale * (least - zeroPoint);
        }

        /** Highest value of the range. */
        public float highest() {
            return scale * (most - zeroPoint);
        }

        /** Whether rounding a value of those levels changes nothing. */
        public boolean holds(Quantise other) {
            return scale == other.scale
                    && least - zeroPoint <= other.least - other.zeroPoint
                    && most - zeroPoint >= other.most - other.zeroPoint;
        }
    }

    /** Element-wise product of two inputs of one size. */
    record Multiply() implements AnnLayer {}

    /**
     * Products of two computed matrices, row-major, one a batch entry: {@code y[b][r][c] = Σ_i x₀[b][r][i] ·
     * x₁[b][i][c]}.
     */
    record Product(int batch, int rows, int inner, int columns) implements AnnLayer {}

    /** Softmax of every run of {@code size} neighbouring values. */
    record Softmax(int size) implements AnnLayer {}

    /**
     * Layer normalisation of every run of {@code gamma.length} neighbouring values: {@code (x − mean) / √(variance +
     * epsilon) · gamma + beta}.
     */
    record LayerNorm(float[] gamma, float[] beta, float epsilon) implements AnnLayer {}

    private static void requireLength(String what, float[] values, int wanted) {
        if (values.length != wanted) {
            throw new IllegalArgumentException(
                    "%s has %d values, the shape needs %d".formatted(what, values.length, wanted));
        }
    }
}

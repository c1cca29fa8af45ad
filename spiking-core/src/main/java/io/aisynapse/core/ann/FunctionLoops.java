package io.aisynapse.core.ann;

import io.aisynapse.core.ann.AnnLayer.LayerNorm;
import io.aisynapse.core.ann.AnnLayer.LeakyRelu;
import io.aisynapse.core.ann.AnnLayer.Product;
import io.aisynapse.core.ann.AnnLayer.Quantise;
import io.aisynapse.core.ann.AnnLayer.Softmax;
import io.aisynapse.core.tensor.UnaryFunction;

/** The loops of layers that no synapse computes: element-wise functions, products of activations, normalisations. */
final class FunctionLoops {
    private FunctionLoops() {}

    static float[] leaky(LeakyRelu layer, float[] input, int plane) {
        float[] result = input.clone();
        for (int i = 0; i < result.length; i++) {
            if (result[i] < 0) {
                result[i] *= layer.slope()[i / plane];
            }
        }
        return result;
    }

    static float[] apply(UnaryFunction function, float[] input) {
        float[] result = new float[input.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) function.apply(input[i]);
        }
        return result;
    }

    static float[] quantise(Quantise layer, float[] input) {
        float[] result = new float[input.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) layer.apply(input[i]);
        }
        return result;
    }

    static float[] multiply(float[] left, float[] right) {
        float[] result = new float[left.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = left[i] * right[i];
        }
        return result;
    }

    static float[] product(Product layer, float[] left, float[] right) {
        float[] result = new float[layer.batch() * layer.rows() * layer.columns()];
        for (int row = 0; row < layer.batch() * layer.rows(); row++) {
            int matrix = row / layer.rows() * layer.inner() * layer.columns();
            for (int i = 0; i < layer.inner(); i++) {
                float factor = left[row * layer.inner() + i];
                for (int column = 0; column < layer.columns(); column++) {
                    result[row * layer.columns() + column] += factor * right[matrix + i * layer.columns() + column];
                }
            }
        }
        return result;
    }

    static float[] softmax(Softmax layer, float[] input) {
        float[] result = new float[input.length];
        for (int from = 0; from < input.length; from += layer.size()) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = from; i < from + layer.size(); i++) {
                largest = Math.max(largest, input[i]);
            }
            double sum = 0;
            for (int i = from; i < from + layer.size(); i++) {
                sum += StrictMath.exp(input[i] - largest);
            }
            for (int i = from; i < from + layer.size(); i++) {
                result[i] = (float) (StrictMath.exp(input[i] - largest) / sum);
            }
        }
        return result;
    }

    static float[] layerNorm(LayerNorm layer, float[] input) {
        int size = layer.gamma().length;
        float[] result = new float[input.length];
        for (int from = 0; from < input.length; from += size) {
            double sum = 0;
            double squares = 0;
            for (int i = from; i < from + size; i++) {
                sum += input[i];
            }
            double mean = sum / size;
            for (int i = from; i < from + size; i++) {
                squares += (input[i] - mean) * (input[i] - mean);
            }
            double factor = 1 / Math.sqrt(squares / size + layer.epsilon());
            for (int i = from; i < from + size; i++) {
                result[i] = (float) ((input[i] - mean) * factor * layer.gamma()[i - from] + layer.beta()[i - from]);
            }
        }
        return result;
    }
}

package io.aisynapse.core.ann;

import io.aisynapse.core.tensor.UnaryFunction;
import java.util.Arrays;
import java.util.List;

/**
 * What follows the last linear layer and runs on the decoded logits, off the cores.
 *
 * @param softmax whether the named output is the softmax of the logits, after the steps
 * @param labels the classes' own labels by index (scikit-learn models); empty when a class is its index
 * @param classification whether the answer is a class at all (more than one logit)
 * @param steps applied to the logits one after another; with them they are the values of the network's output
 */
public record Tail(boolean softmax, List<String> labels, boolean classification, List<Step> steps) {
    /** One step from the logits to the answer. */
    public sealed interface Step {
        /** {@code y = f(x)}, value by value. */
        record Function(UnaryFunction function) implements Step {}

        /** {@code y[i] = x[i] · scale[i] + shift[i]}. */
        record Affine(float[] scale, float[] shift) implements Step {}

        /** Rounding to the levels of a quantised tensor. */
        record Round(AnnLayer.Quantise levels) implements Step {}

        /** Softmax of every run of {@code size} neighbouring values. */
        record Softmax(int size) implements Step {}

        /** {@code y[i] = x[source[i]]}, or 0 where it is −1. */
        record Move(int[] source) implements Step {}
    }

    public Tail {
        labels = List.copyOf(labels);
        steps = List.copyOf(steps);
    }

    public Tail(boolean softmax, List<String> labels, boolean classification) {
        this(softmax, labels, classification, List.of());
    }

    /** The answer without its final softmax: what the steps make of decoded logits. A new array in any case. */
    public double[] apply(double[] logits) {
        double[] values = logits.clone();
        for (Step step : steps) {
            values = switch (step) {
                case Step.Function function -> functionOf(function.function(), values);
                case Step.Affine affine -> affineOf(affine, values);
                case Step.Round round ->
                    Arrays.stream(values).map(round.levels()::apply).toArray();
                case Step.Softmax softmax -> softmaxOf(softmax.size(), values);
                case Step.Move move -> moved(move.source(), values);
            };
        }
        return values;
    }

    private static double[] functionOf(UnaryFunction function, double[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = function.apply(values[i]);
        }
        return result;
    }

    private static double[] affineOf(Step.Affine affine, double[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i] * affine.scale()[i] + affine.shift()[i];
        }
        return result;
    }

    private static double[] softmaxOf(int size, double[] values) {
        double[] result = new double[values.length];
        for (int from = 0; from < values.length; from += size) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = from; i < from + size; i++) {
                largest = Math.max(largest, values[i]);
            }
            double sum = 0;
            for (int i = from; i < from + size; i++) {
                result[i] = StrictMath.exp(values[i] - largest);
                sum += result[i];
            }
            for (int i = from; i < from + size; i++) {
                result[i] /= sum;
            }
        }
        return result;
    }

    private static double[] moved(int[] source, double[] values) {
        double[] result = new double[source.length];
        for (int i = 0; i < source.length; i++) {
            result[i] = source[i] < 0 ? 0 : values[source[i]];
        }
        return result;
    }
}

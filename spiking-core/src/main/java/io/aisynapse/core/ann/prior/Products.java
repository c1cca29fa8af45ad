package io.aisynapse.core.ann.prior;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.ValueSource;
import java.util.List;

/** Beliefs of what products, softmax and layer norms yield. */
final class Products {
    private Products() {}

    static Belief multiply(Belief left, Belief right) {
        Belief result = empty(left.mean().length, Joined.leastSure(List.of(left, right)));
        Pair pair = new Pair(left, right);
        for (int i = 0; i < left.mean().length; i++) {
            pair.addTo(result, i, i, i);
        }
        return result;
    }

    static Belief product(AnnLayer.Product layer, Belief left, Belief right) {
        Belief result = empty(layer.batch() * layer.rows() * layer.columns(), Joined.leastSure(List.of(left, right)));
        Pair pair = new Pair(left, right);
        for (int row = 0; row < layer.batch() * layer.rows(); row++) {
            int matrix = row / layer.rows() * layer.inner() * layer.columns();
            for (int i = 0; i < layer.inner(); i++) {
                for (int column = 0; column < layer.columns(); column++) {
                    int to = row * layer.columns() + column;
                    pair.addTo(result, to, row * layer.inner() + i, matrix + i * layer.columns() + column);
                }
            }
        }
        return result;
    }

    /** Shares of one: on average the same for each, varying by as much. */
    static Belief softmax(AnnLayer.Softmax layer, int size) {
        float share = 1f / layer.size();
        return new Belief(
                Belief.filled(size, share),
                Belief.filled(size, share * share),
                new float[size],
                Belief.filled(size, 1),
                ValueSource.BATCH_NORM);
    }

    /** Normalised values lie within ±√n, and have mean 0 and variance 1. */
    static Belief layerNorm(AnnLayer.LayerNorm layer, int size) {
        Belief result = empty(size, ValueSource.BATCH_NORM);
        int run = layer.gamma().length;
        double reach = Math.sqrt(run);
        for (int i = 0; i < size; i++) {
            float gamma = Math.abs(layer.gamma()[i % run]);
            float beta = layer.beta()[i % run];
            result.mean()[i] = beta;
            result.variance()[i] = gamma * gamma;
            result.least()[i] = (float) (beta - reach * gamma);
            result.most()[i] = (float) (beta + reach * gamma);
        }
        return result;
    }

    private static Belief empty(int size, ValueSource source) {
        return new Belief(new float[size], new float[size], new float[size], new float[size], source);
    }

    /** Two operands. */
    private record Pair(Belief left, Belief right) {
        /** Adds the product of value a of the one and b of the other, as if they were independent. */
        void addTo(Belief to, int i, int a, int b) {
            double m = left.mean()[a];
            double n = right.mean()[b];
            double v = left.variance()[a];
            double w = right.variance()[b];
            to.mean()[i] += (float) (m * n);
            to.variance()[i] += (float) (m * m * w + n * n * v + v * w);
            double p = (double) left.least()[a] * right.least()[b];
            double q = (double) left.least()[a] * right.most()[b];
            double r = (double) left.most()[a] * right.least()[b];
            double s = (double) left.most()[a] * right.most()[b];
            to.least()[i] += (float) Math.min(Math.min(p, q), Math.min(r, s));
            to.most()[i] += (float) Math.max(Math.max(p, q), Math.max(r, s));
        }
    }
}

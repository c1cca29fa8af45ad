package io.aisynapse.core.ann.prior;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ChannelSpread;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.ann.ValueSource;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * What is believed of every node's values, from the input's range on.
 *
 * <pre>
 *   batch norm      mean β, variance γ² of each channel
 *   linear          mean W·m + b, variance W²·v, as if inputs were independent; bounds by interval arithmetic
 *   sum             means and variances add up
 *   f of one value  moments over quantiles of the normal distribution before it
 *   layer norm      mean β, variance γ²
 * </pre>
 *
 * Source: batch norm statistics as in data-free quantisation (Nagel 2019, "Data-Free Quantization", section 4.2).
 */
public final class Beliefs {
    private static final int QUANTILES = 32;
    private static final double[] DEVIATIONS = Quantiles.of(QUANTILES);

    private static final int PLACES = 16;

    /** How far the largest of a pool's values lies above their mean, in deviations, when they depend on each other. */
    private static final double POOLED = 0.5;

    private final AnnGraph graph;
    private final List<Belief> beliefs = new ArrayList<>();

    private Beliefs(AnnGraph graph) {
        this.graph = graph;
    }

    /** One entry a node, in the graph's order. */
    public static List<Belief> of(AnnGraph graph, InputRange range) {
        Beliefs all = new Beliefs(graph);
        for (AnnNode node : graph.nodes()) {
            all.beliefs.add(all.known(node, all.belief(node, range)));
        }
        return all.beliefs;
    }

    /** Whether a layer is a function of one value. */
    static boolean isFunction(AnnLayer layer) {
        return layer instanceof AnnLayer.Relu
                || layer instanceof AnnLayer.LeakyRelu
                || layer instanceof AnnLayer.Activation
                || layer instanceof AnnLayer.Quantise;
    }

    /** The function of one value that a layer is, for a channel. */
    private static DoubleUnaryOperator function(AnnLayer layer, int channel) {
        return switch (layer) {
            case AnnLayer.Relu relu -> x -> Math.min(Math.max(x, 0), relu.cap());
            case AnnLayer.LeakyRelu leaky -> x -> x > 0 ? x : leaky.slope()[channel] * x;
            case AnnLayer.Activation activation -> activation.function()::apply;
            case AnnLayer.Quantise q ->
                x -> Math.max(
                        (double) q.scale() * (q.least() - q.zeroPoint()),
                        Math.min((double) q.scale() * (q.most() - q.zeroPoint()), x));
            default -> throw new IllegalArgumentException(layer + " is no function of one value");
        };
    }

    static float[] applied(AnnLayer layer, float[] values, Shape shape) {
        float[] result = new float[values.length];
        for (int channel = 0; channel < shape.channels(); channel++) {
            DoubleUnaryOperator f = function(layer, channel);
            for (int i = channel * shape.plane(); i < (channel + 1) * shape.plane(); i++) {
                result[i] = (float) f.applyAsDouble(values[i]);
            }
        }
        return result;
    }

    /** A batch norm knows better. */
    private Belief known(AnnNode node, Belief belief) {
        ChannelSpread spread = graph.spreads().get(node.tensor());
        Shape shape = node.shape();
        if (spread == null || spread.mean().length != shape.channels()) {
            return belief;
        }
        float[] mean = new float[shape.size()];
        float[] variance = new float[shape.size()];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = spread.mean()[i / shape.plane()];
            float deviation = spread.deviation()[i / shape.plane()];
            variance[i] = deviation * deviation;
        }
        return new Belief(mean, variance, belief.least(), belief.most(), ValueSource.BATCH_NORM);
    }

    private Belief belief(AnnNode node, InputRange range) {
        Shape to = node.shape();
        List<Belief> inputs = node.inputs().stream().map(beliefs::get).toList();
        if (node.layer() instanceof AnnLayer.Input) {
            return Belief.uniform(range, to.size(), to.plane());
        }
        Belief first = inputs.getFirst();
        Shape from = graph.nodes().get(node.inputs().getFirst()).shape();
        return switch (node.layer()) {
            case AnnLayer.Input _ -> throw new IllegalArgumentException("an input reads nothing");
            case AnnLayer.Dense _, AnnLayer.Conv _, AnnLayer.ChannelAffine _ ->
                Linear.belief(node.layer(), first, from, to);
            case AnnLayer.Relu _, AnnLayer.LeakyRelu _, AnnLayer.Activation _, AnnLayer.Quantise _ ->
                unary(node.layer(), first, to);
            case AnnLayer.AveragePool pool -> averaged(pool, first, from, to);
            case AnnLayer.MaxPool pool -> pooled(pool, first, from, to);
            case AnnLayer.Add _ -> Joined.sum(inputs);
            case AnnLayer.Concat _ -> Joined.concat(inputs, to.size());
            case AnnLayer.IndexMap map -> Joined.moved(first, map.source());
            case AnnLayer.Multiply _ -> Products.multiply(first, inputs.get(1));
            case AnnLayer.Product product -> Products.product(product, first, inputs.get(1));
            case AnnLayer.Softmax softmax -> Products.softmax(softmax, to.size());
            case AnnLayer.LayerNorm norm -> Products.layerNorm(norm, to.size());
        };
    }

    private static Belief unary(AnnLayer layer, Belief before, Shape shape) {
        int size = shape.size();
        Belief after = new Belief(new float[size], new float[size], new float[size], new float[size], before.source());
        for (int i = 0; i < size; i++) {
            DoubleUnaryOperator f = function(layer, i / shape.plane());
            double sum = 0;
            double squares = 0;
            for (double deviations : DEVIATIONS) {
                double value = f.applyAsDouble(before.at(i, deviations));
                sum += value / QUANTILES;
                squares += value * value / QUANTILES;
            }
            after.mean()[i] = (float) sum;
            after.variance()[i] = (float) Math.max(0, squares - sum * sum);
            setBounds(after, before, i, f);
        }
        return after;
    }

    /** Extremes at the ends, at 0, where pieces meet, and at places between. */
    private static void setBounds(Belief after, Belief before, int i, DoubleUnaryOperator f) {
        double from = before.least()[i];
        double to = before.most()[i];
        double atBreak = f.applyAsDouble(Math.max(from, Math.min(to, 0)));
        double least = atBreak;
        double most = atBreak;
        for (int place = 0; place <= PLACES; place++) {
            double value = f.applyAsDouble(from + (to - from) * place / PLACES);
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        after.least()[i] = (float) least;
        after.most()[i] = (float) most;
    }

    /** Neighbours are alike, so their mean varies as they do. */
    private static Belief averaged(AnnLayer.AveragePool pool, Belief before, Shape from, Shape to) {
        return new Belief(
                AnnRunner.apply(pool, before.mean(), from, to),
                AnnRunner.apply(pool, before.variance(), from, to),
                AnnRunner.apply(pool, before.least(), from, to),
                AnnRunner.apply(pool, before.most(), from, to),
                before.source());
    }

    private static Belief pooled(AnnLayer.MaxPool pool, Belief before, Shape from, Shape to) {
        float[] mean = AnnRunner.apply(pool, before.mean(), from, to);
        float[] variance = AnnRunner.apply(pool, before.variance(), from, to);
        for (int i = 0; i < mean.length; i++) {
            mean[i] += (float) (POOLED * Math.sqrt(variance[i]));
        }
        return new Belief(
                mean,
                variance,
                AnnRunner.apply(pool, before.least(), from, to),
                AnnRunner.apply(pool, before.most(), from, to),
                before.source());
    }
}

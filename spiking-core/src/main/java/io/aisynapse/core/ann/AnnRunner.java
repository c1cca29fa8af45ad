package io.aisynapse.core.ann;

import io.aisynapse.core.ann.AnnLayer.Activation;
import io.aisynapse.core.ann.AnnLayer.Add;
import io.aisynapse.core.ann.AnnLayer.AveragePool;
import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.Concat;
import io.aisynapse.core.ann.AnnLayer.Conv;
import io.aisynapse.core.ann.AnnLayer.Dense;
import io.aisynapse.core.ann.AnnLayer.IndexMap;
import io.aisynapse.core.ann.AnnLayer.Input;
import io.aisynapse.core.ann.AnnLayer.LayerNorm;
import io.aisynapse.core.ann.AnnLayer.LeakyRelu;
import io.aisynapse.core.ann.AnnLayer.MaxPool;
import io.aisynapse.core.ann.AnnLayer.Multiply;
import io.aisynapse.core.ann.AnnLayer.Product;
import io.aisynapse.core.ann.AnnLayer.Quantise;
import io.aisynapse.core.ann.AnnLayer.Relu;
import io.aisynapse.core.ann.AnnLayer.Softmax;
import io.aisynapse.core.tensor.Shape;
import java.util.List;
import java.util.Map;

/** Runs a network on one sample in plain float loops. Holds no state between samples, so threads may share it. */
public final class AnnRunner {
    private final AnnGraph graph;

    public AnnRunner(AnnGraph graph) {
        this.graph = graph;
    }

    /** The flat values of every node, by its index; the logits are the last. */
    public float[][] run(float[] sample) {
        return run(sample, (_, values) -> values);
    }

    /**
     * The flat values of every node, each computed from the known values of the nodes that it reads, so that what one
     * node does differently is not laid at the door of those behind it.
     *
     * @param known values of tensors by name, as ONNX Runtime has them; a node without is read as computed here
     */
    public float[][] run(float[] sample, Map<String, float[]> known) {
        float[][] computed = new float[graph.nodes().size()][];
        run(sample, (node, values) -> {
            computed[node] = values;
            float[] held = known.get(graph.nodes().get(node).tensor());
            return held == null || held.length != values.length ? values : held;
        });
        return computed;
    }

    /** Replaces what a node yields before others read it. */
    @FunctionalInterface
    public interface Replacement {
        float[] of(int node, float[] values);
    }

    /** As {@link #run(float[])} with other values at some nodes. */
    public float[][] run(float[] sample, Replacement replacement) {
        if (sample.length != graph.inputShape().size()) {
            throw new IllegalArgumentException("a sample of %d values, the network takes %d"
                    .formatted(sample.length, graph.inputShape().size()));
        }
        List<AnnNode> nodes = graph.nodes();
        float[][] values = new float[nodes.size()][];
        for (int index = 0; index < values.length; index++) {
            values[index] = replacement.of(index, run(nodes.get(index), sample, values));
        }
        return values;
    }

    /** One linear layer or pool for itself. */
    public static float[] apply(AnnLayer layer, float[] input, Shape from, Shape to) {
        return switch (layer) {
            case Dense dense -> dense(dense, input);
            case Conv conv -> ConvLoops.run(conv, input, from, to);
            case ChannelAffine affine -> channelAffine(affine, input, to.plane());
            case AveragePool pool -> PoolLoops.average(pool, input, from, to);
            case MaxPool pool -> PoolLoops.maximum(pool, input, from, to);
            case AnnLayer other -> throw new IllegalArgumentException(other + " is no linear layer or pool");
        };
    }

    private float[] run(AnnNode node, float[] sample, float[][] values) {
        if (node.layer() instanceof Input) {
            return sample.clone();
        }
        float[] input = values[node.inputs().getFirst()];
        Shape inputShape = graph.nodes().get(node.inputs().getFirst()).shape();
        return switch (node.layer()) {
            case Input kept -> input;
            case Dense dense -> dense(dense, input);
            case Conv conv -> ConvLoops.run(conv, input, inputShape, node.shape());
            case ChannelAffine affine ->
                channelAffine(affine, input, node.shape().plane());
            case Relu relu -> relu(input, relu.cap());
            case AveragePool pool -> PoolLoops.average(pool, input, inputShape, node.shape());
            case MaxPool pool -> PoolLoops.maximum(pool, input, inputShape, node.shape());
            case Add add -> add(node, values);
            case Concat concat -> concat(node, values);
            case LeakyRelu leaky ->
                FunctionLoops.leaky(leaky, input, node.shape().plane());
            case Activation activation -> FunctionLoops.apply(activation.function(), input);
            case Quantise quantise -> FunctionLoops.quantise(quantise, input);
            case Multiply multiply ->
                FunctionLoops.multiply(input, values[node.inputs().get(1)]);
            case Product product ->
                FunctionLoops.product(product, input, values[node.inputs().get(1)]);
            case Softmax softmax -> FunctionLoops.softmax(softmax, input);
            case LayerNorm norm -> FunctionLoops.layerNorm(norm, input);
            case IndexMap map -> indexMap(map, input);
        };
    }

    /** Row by row, so that inputs of 0 cost nothing and the inner loop runs over contiguous memory. */
    private static float[] dense(Dense layer, float[] input) {
        float[] result = layer.bias().clone();
        float[] weight = layer.weight();
        int outputs = layer.outputCount();
        for (int i = 0; i < input.length; i++) {
            float value = input[i];
            if (value != 0) {
                int row = i * outputs;
                for (int output = 0; output < outputs; output++) {
                    result[output] += value * weight[row + output];
                }
            }
        }
        return result;
    }

    private static float[] channelAffine(ChannelAffine layer, float[] input, int plane) {
        float[] result = new float[input.length];
        for (int channel = 0; channel < layer.scale().length; channel++) {
            float scale = layer.scale()[channel];
            float shift = layer.shift()[channel];
            for (int i = channel * plane; i < (channel + 1) * plane; i++) {
                result[i] = input[i] * scale + shift;
            }
        }
        return result;
    }

    private static float[] relu(float[] input, float cap) {
        float[] result = new float[input.length];
        for (int i = 0; i < input.length; i++) {
            result[i] = Math.min(Math.max(input[i], 0), cap);
        }
        return result;
    }

    private static float[] add(AnnNode node, float[][] values) {
        float[] result = values[node.inputs().getFirst()].clone();
        for (int other : node.inputs().subList(1, node.inputs().size())) {
            float[] summand = values[other];
            for (int i = 0; i < result.length; i++) {
                result[i] += summand[i];
            }
        }
        return result;
    }

    private static float[] concat(AnnNode node, float[][] values) {
        float[] result = new float[node.shape().size()];
        int next = 0;
        for (int part : node.inputs()) {
            System.arraycopy(values[part], 0, result, next, values[part].length);
            next += values[part].length;
        }
        return result;
    }

    private static float[] indexMap(IndexMap layer, float[] input) {
        int[] source = layer.source();
        float[] result = new float[source.length];
        for (int i = 0; i < source.length; i++) {
            result[i] = source[i] < 0 ? 0 : input[source[i]];
        }
        return result;
    }
}

package io.aisynapse.converter.report;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rounds weights to 8 bits with sign: {@code step · round(w / step)}, step = largest of the output channel / 127. */
final class RoundedWeights {
    private static final int LARGEST_MANTISSA = 127;

    private RoundedWeights() {}

    /** The same network with the weights of some nodes rounded; biases stay, they are wider on every chip. */
    static AnnGraph round(AnnGraph graph, Set<Integer> rounded) {
        List<AnnNode> nodes = new ArrayList<>(graph.nodes());
        for (int index : rounded) {
            AnnNode node = nodes.get(index);
            nodes.set(index, new AnnNode(node.name(), node.tensor(), round(node.layer()), node.inputs(), node.shape()));
        }
        return graph.with(nodes);
    }

    private static AnnLayer round(AnnLayer layer) {
        if (layer instanceof AnnLayer.Dense dense) {
            float[] weight = dense.weight().clone();
            for (int output = 0; output < dense.outputCount(); output++) {
                round(weight, output, dense.outputCount(), weight.length);
            }
            return new AnnLayer.Dense(dense.inputCount(), dense.outputCount(), weight, dense.bias());
        }
        if (layer instanceof AnnLayer.Conv conv) {
            float[] weight = conv.weight().clone();
            int length = weight.length / conv.outputChannels();
            for (int output = 0; output < conv.outputChannels(); output++) {
                round(weight, output * length, 1, (output + 1) * length);
            }
            return new AnnLayer.Conv(
                    conv.inputChannels(), conv.outputChannels(), conv.groups(), conv.window(), weight, conv.bias());
        }
        return layer;
    }

    private static void round(float[] weight, int from, int stride, int to) {
        float largest = 0;
        for (int i = from; i < to; i += stride) {
            largest = Math.max(largest, Math.abs(weight[i]));
        }
        float step = largest / LARGEST_MANTISSA;
        for (int i = from; i < to && step > 0; i += stride) {
            weight[i] = step * Math.round(weight[i] / step);
        }
    }
}

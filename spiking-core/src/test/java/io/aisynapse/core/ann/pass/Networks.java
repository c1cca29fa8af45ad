package io.aisynapse.core.ann.pass;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.ann.AnnText;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import io.aisynapse.core.tensor.Window.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Builds small networks for the tests of the passes; each node reads the one before it unless it says otherwise. */
final class Networks {
    private final List<AnnNode> nodes = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(42);

    private Networks(Shape input) {
        nodes.add(new AnnNode("x", "x", new AnnLayer.Input(), List.of(), input));
    }

    static Networks of(Shape input) {
        return new Networks(input);
    }

    Networks then(AnnLayer layer, Shape shape) {
        return then(layer, shape, nodes.size() - 1);
    }

    Networks then(AnnLayer layer, Shape shape, Integer... inputs) {
        String name = "n" + nodes.size();
        nodes.add(new AnnNode(name, name, layer, List.of(inputs), shape));
        return this;
    }

    AnnLayer.Dense dense(int inputs, int outputs) {
        return new AnnLayer.Dense(inputs, outputs, values(inputs * outputs), values(outputs));
    }

    AnnLayer.Conv conv(int inputs, int outputs, int kernel, int pad) {
        Extent extent = new Extent(kernel, 1, 1, pad, pad);
        float[] weight = values(outputs * inputs * kernel * kernel);
        return new AnnLayer.Conv(inputs, outputs, 1, new Window(extent, extent), weight, values(outputs));
    }

    AnnLayer.ChannelAffine affine(int channels) {
        return new AnnLayer.ChannelAffine(values(channels), values(channels));
    }

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }

    AnnGraph graph() {
        ModelInput input = new ModelInput("x", List.of(nodes.getFirst().shape().size()), 0, false);
        return AnnGraph.simple(
                input, nodes, new Tail(false, List.of(), true), nodes.getLast().tensor());
    }

    static AnnLayer.Relu relu() {
        return new AnnLayer.Relu(Float.POSITIVE_INFINITY);
    }

    static AnnLayer.IndexMap map(int... source) {
        return new AnnLayer.IndexMap(source);
    }

    /** The pass gives a network of this text, with the same answers. */
    static void assertRewrites(Pass pass, AnnGraph graph, String text) {
        AnnGraph rewritten = pass.apply(graph);
        AnnVerifier.verify(rewritten, "the pass");
        assertEquals(text, AnnText.of(rewritten));
        SplittableRandom random = new SplittableRandom(3);
        float[] sample = new float[graph.inputShape().size()];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = random.nextFloat() * 4 - 2;
        }
        float[][] before = new AnnRunner(graph).run(sample);
        float[][] after = new AnnRunner(rewritten).run(sample);
        assertArrayEquals(before[before.length - 1], after[after.length - 1], 1e-5f);
        for (int index = 1; index < after.length; index++) {
            for (int old = 1; old < before.length; old++) {
                if (rewritten
                        .nodes()
                        .get(index)
                        .tensor()
                        .equals(graph.nodes().get(old).tensor())) {
                    assertArrayEquals(before[old], after[index], 1e-5f);
                }
            }
        }
    }

    /** The pass finds nothing to do. */
    static void assertLeaves(Pass pass, AnnGraph graph) {
        assertSame(graph, pass.apply(graph));
    }
}

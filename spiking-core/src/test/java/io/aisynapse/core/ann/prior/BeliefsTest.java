package io.aisynapse.core.ann.prior;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ChannelSpread;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnGraph.ModelInput.ElementType;
import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.ann.ValueSource;
import io.aisynapse.core.ann.pass.AnnPasses;
import io.aisynapse.core.ann.prior.InputRange.Origin;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BeliefsTest {
    private static final Shape TWO = Shape.vector(2);

    private final List<AnnNode> nodes = new ArrayList<>();

    @Test
    void aBatchNormIsBelievedAfterItHasBeenFolded() {
        add("x", new AnnLayer.Input());
        add("d", new AnnLayer.Dense(2, 2, new float[] {1, 2, 3, 4}, new float[2]), 0);
        add("n", new AnnLayer.ChannelAffine(new float[] {2, 3}, new float[] {1, 1}), 1);
        add("r", new AnnLayer.Relu(Float.POSITIVE_INFINITY), 2);
        AnnGraph folded = AnnPasses.simplify(graph(ElementType.FLOAT32, new float[] {0.5f, -1}, new float[] {2, 3}));
        assertEquals(3, folded.nodes().size());
        List<Belief> beliefs = Beliefs.of(folded, InputRange.guess(folded));
        assertEquals(0.5f, beliefs.get(1).mean()[0]);
        assertEquals(9f, beliefs.get(1).variance()[1]);
        assertEquals(ValueSource.BATCH_NORM, new BelievedActivations(folded, InputRange.guess(folded)).source(2));
    }

    @Test
    void meansAndVariancesOfASumAddUp() {
        add("x", new AnnLayer.Input());
        add("n", new AnnLayer.ChannelAffine(new float[] {1, 1}, new float[] {0, 0}), 0);
        add("s", new AnnLayer.Add(), 1, 1);
        AnnGraph graph = graph(ElementType.FLOAT32, new float[] {1, 2}, new float[] {3, 4});
        Belief sum = Beliefs.of(graph, InputRange.declared(graph, 0, 1)).get(2);
        assertEquals(4f, sum.mean()[1]);
        assertEquals(18f, sum.variance()[0]);
        assertEquals(ValueSource.BATCH_NORM, sum.source());
    }

    @Test
    void theMeanOfARectifiedNormalIsItsFormula() {
        add("x", new AnnLayer.Input());
        add("n", new AnnLayer.ChannelAffine(new float[] {100, 100}, new float[] {-50, -50}), 0);
        add("r", new AnnLayer.Relu(Float.POSITIVE_INFINITY), 1);
        AnnGraph graph = graph(ElementType.FLOAT32, new float[] {0, 0}, new float[] {1, 2});
        Belief rectified = Beliefs.of(graph, InputRange.declared(graph, 0, 1)).get(2);
        assertEquals(1 / Math.sqrt(2 * Math.PI), rectified.mean()[0], 0.01);
        assertEquals(2 / Math.sqrt(2 * Math.PI), rectified.mean()[1], 0.02);
    }

    @Test
    void noValueLeavesItsBounds() {
        SplittableRandom random = new SplittableRandom(7);
        float[] weight = {1, -2, 0.5f, 3};
        add("x", new AnnLayer.Input());
        add("d", new AnnLayer.Dense(2, 2, weight, new float[] {0.1f, -0.4f}), 0);
        add("l", new AnnLayer.LeakyRelu(new float[] {0.1f, -0.5f}), 1);
        add("e", new AnnLayer.Dense(2, 2, weight, new float[2]), 2);
        add("m", new AnnLayer.Multiply(), 3, 1);
        AnnGraph graph = graph(ElementType.FLOAT32, null, null);
        List<Belief> beliefs = Beliefs.of(graph, InputRange.declared(graph, -1, 2));
        AnnRunner runner = new AnnRunner(graph);
        for (int trial = 0; trial < 1000; trial++) {
            float[][] values = runner.run(new float[] {random.nextFloat() * 3 - 1, random.nextFloat() * 3 - 1});
            for (int node = 0; node < values.length; node++) {
                for (int i = 0; i < 2; i++) {
                    Belief belief = beliefs.get(node);
                    assertTrue(values[node][i] >= belief.least()[i] - 1e-4, "node " + node);
                    assertTrue(values[node][i] <= belief.most()[i] + 1e-4, "node " + node);
                }
            }
        }
    }

    @Test
    void aNormalisationOfTheInputTellsItsRange() {
        add("x", new AnnLayer.Input());
        add("n", new AnnLayer.ChannelAffine(new float[] {0.5f, 4}, new float[] {-5, 0}), 0);
        add("r", new AnnLayer.Relu(Float.POSITIVE_INFINITY), 1);
        InputRange range = InputRange.guess(graph(ElementType.FLOAT32, null, null));
        assertEquals(Origin.NORMALISATION, range.origin());
        assertEquals(10 - 3 * 2, range.least()[0]);
        assertEquals(10 + 3 * 2, range.most()[0]);
    }

    @Test
    void bytesAndThingsUnsaidHaveTheirRanges() {
        add("x", new AnnLayer.Input());
        add("r", new AnnLayer.Relu(Float.POSITIVE_INFINITY), 0);
        assertEquals(255, InputRange.guess(graph(ElementType.UINT8, null, null)).most()[1]);
        InputRange assumed = InputRange.guess(graph(ElementType.FLOAT32, null, null));
        assertTrue(assumed.isAssumed());
        assertEquals(1, assumed.most()[0]);
    }

    private void add(String name, AnnLayer layer, Integer... inputs) {
        nodes.add(new AnnNode(name, name, layer, List.of(inputs), TWO));
    }

    /** @param mean β of tensor n, deviation its |γ|; null without a batch norm */
    private AnnGraph graph(ElementType type, float[] mean, float[] deviation) {
        return new AnnGraph(
                List.of(new ModelInput("x", List.of(2), 0, type)),
                nodes,
                new Tail(false, List.of(), false),
                List.of(new ModelOutput("y", 0, 2, List.of(2))),
                mean == null ? Map.of() : Map.of("n", new ChannelSpread(mean, deviation)));
    }
}

package io.aisynapse.core.ann.pass;

import static io.aisynapse.core.ann.pass.Networks.assertLeaves;
import static io.aisynapse.core.ann.pass.Networks.assertRewrites;
import static io.aisynapse.core.ann.pass.Networks.relu;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer.Add;
import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.Dense;
import io.aisynapse.core.ann.AnnLayer.MaxPool;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import io.aisynapse.core.tensor.Window.Extent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Passes that fold or reorder layers with weights: each fires, and each leaves what it must not touch. */
class LinearPassesTest {
    private static final Shape IMAGE = new Shape(2, 5, 5);

    @Test
    void affineFoldsIntoTheDenseBeforeIt() {
        Dense dense = new Dense(2, 2, new float[] {1, 2, 3, 4}, new float[] {5, 6});
        ChannelAffine affine = new ChannelAffine(new float[] {10, 100}, new float[] {1, 2});
        AnnGraph graph = Networks.of(Shape.vector(2))
                .then(dense, Shape.vector(2))
                .then(affine, Shape.vector(2))
                .graph();
        assertRewrites(new FoldAffineBackward(), graph, "0 Input 2\n1 Dense 2→2 (0) 2\n");
        Dense folded = (Dense) new FoldAffineBackward().apply(graph).output().layer();
        assertArrayEquals(new float[] {10, 200, 30, 400}, folded.weight());
        assertArrayEquals(new float[] {51, 602}, folded.bias());
    }

    @Test
    void affineFoldsIntoTheConvolutionOrAffineBeforeIt() {
        Networks net = Networks.of(IMAGE);
        AnnGraph graph = net.then(net.conv(2, 3, 3, 1), new Shape(3, 5, 5))
                .then(net.affine(3), new Shape(3, 5, 5))
                .then(net.affine(3), new Shape(3, 5, 5))
                .graph();
        assertRewrites(new FoldAffineBackward(), graph, "0 Input 2×5×5\n1 Conv 2→3 3p1,1×3p1,1 (0) 3×5×5\n");
    }

    @Test
    void affineStaysBehindAReluAndWhereTheLayerIsReadTwice() {
        Networks net = Networks.of(Shape.vector(3));
        assertLeaves(
                new FoldAffineBackward(),
                net.then(relu(), Shape.vector(3))
                        .then(net.affine(3), Shape.vector(3))
                        .graph());
        Networks fork = Networks.of(Shape.vector(3));
        assertLeaves(
                new FoldAffineBackward(),
                fork.then(fork.dense(3, 3), Shape.vector(3))
                        .then(fork.affine(3), Shape.vector(3))
                        .then(new Add(), Shape.vector(3), 1, 2)
                        .graph());
    }

    @Test
    void affineFoldsIntoTheDenseBehindIt() {
        Networks net = Networks.of(IMAGE);
        AnnGraph graph = net.then(net.affine(2), IMAGE)
                .then(net.dense(50, 4), Shape.vector(4))
                .graph();
        assertRewrites(new FoldAffineForward(), graph, "0 Input 2×5×5\n1 Dense 50→4 (0) 4\n");
    }

    @Test
    void affineFoldsIntoAConvolutionWithoutPadding() {
        Networks net = Networks.of(IMAGE);
        AnnGraph graph = net.then(net.affine(2), IMAGE)
                .then(net.conv(2, 3, 3, 0), new Shape(3, 3, 3))
                .graph();
        assertRewrites(new FoldAffineForward(), graph, "0 Input 2×5×5\n1 Conv 2→3 3×3 (0) 3×3×3\n");
    }

    @Test
    void shiftStaysBeforeAConvolutionWithPaddingButAScaleDoesNot() {
        Networks net = Networks.of(IMAGE);
        assertLeaves(
                new FoldAffineForward(),
                net.then(net.affine(2), IMAGE)
                        .then(net.conv(2, 3, 3, 1), new Shape(3, 5, 5))
                        .graph());
        Networks scaled = Networks.of(IMAGE);
        AnnGraph graph = scaled.then(new ChannelAffine(new float[] {2, -3}, new float[2]), IMAGE)
                .then(scaled.conv(2, 3, 3, 1), new Shape(3, 5, 5))
                .graph();
        assertRewrites(new FoldAffineForward(), graph, "0 Input 2×5×5\n1 Conv 2→3 3p1,1×3p1,1 (0) 3×5×5\n");
    }

    @Test
    void denseLayersWithoutActivationBecomeOne() {
        Networks net = Networks.of(Shape.vector(4));
        AnnGraph graph = net.then(net.dense(4, 8), Shape.vector(8))
                .then(net.dense(8, 3), Shape.vector(3))
                .graph();
        assertRewrites(new MergeDense(), graph, "0 Input 4\n1 Dense 4→3 (0) 3\n");
    }

    @Test
    void bottlenecksAndActivationsKeepDenseLayersApart() {
        Networks narrow = Networks.of(Shape.vector(9));
        assertLeaves(
                new MergeDense(),
                narrow.then(narrow.dense(9, 2), Shape.vector(2))
                        .then(narrow.dense(2, 9), Shape.vector(9))
                        .graph());
        Networks active = Networks.of(Shape.vector(4));
        assertLeaves(
                new MergeDense(),
                active.then(active.dense(4, 8), Shape.vector(8))
                        .then(relu(), Shape.vector(8))
                        .then(active.dense(8, 3), Shape.vector(3))
                        .graph());
    }

    private static final MaxPool POOL = new MaxPool(new Window(new Extent(2, 2, 1, 0, 0), new Extent(2, 2, 1, 0, 0)));

    @Test
    void reluGoesBeforeTheMaxPoolingAndStaysBehindAForkedOne() {
        Shape pooled = new Shape(2, 2, 2);
        assertRewrites(
                new ReluBeforeMaxPool(),
                Networks.of(IMAGE).then(POOL, pooled).then(relu(), pooled).graph(),
                "0 Input 2×5×5\n1 Relu (0) 2×5×5\n2 MaxPool 2s2×2s2 (1) 2×2×2\n");
        assertLeaves(
                new ReluBeforeMaxPool(),
                Networks.of(IMAGE)
                        .then(POOL, pooled)
                        .then(relu(), pooled)
                        .then(new Add(), pooled, 1, 2)
                        .graph());
    }

    @Test
    void whatTheAnswerDoesNotNeedIsDropped() {
        Networks net = Networks.of(Shape.vector(3));
        AnnGraph graph = net.then(net.dense(3, 2), Shape.vector(2), 0)
                .then(relu(), Shape.vector(3), 0)
                .graph();
        assertRewrites(new LiveNodes(), graph, "0 Input 3\n1 Relu (0) 3\n");
        assertLeaves(
                new LiveNodes(),
                Networks.of(Shape.vector(3)).then(relu(), Shape.vector(3)).graph());
    }

    @Test
    void theVerifierShowsTheNetworkThatDoesNotHold() {
        Networks net = Networks.of(Shape.vector(3));
        AnnGraph wrong = net.then(net.dense(4, 2), Shape.vector(2)).graph();
        IllegalStateException failure =
                assertThrows(IllegalStateException.class, () -> AnnVerifier.verify(wrong, "MergeDense"));
        assertTrue(String.valueOf(failure.getMessage()).contains("node 1 does not hold after MergeDense"));
        AnnNode late = new AnnNode("n", "n", relu(), List.of(1), Shape.vector(3));
        AnnGraph circle = wrong.with(List.of(wrong.nodes().getFirst(), late));
        assertThrows(IllegalStateException.class, () -> AnnVerifier.verify(circle, "a pass"));
        assertEquals(1, late.inputs().size());
    }
}

package io.aisynapse.core.ann.pass;

import static io.aisynapse.core.ann.pass.Networks.assertLeaves;
import static io.aisynapse.core.ann.pass.Networks.assertRewrites;
import static io.aisynapse.core.ann.pass.Networks.map;
import static io.aisynapse.core.ann.pass.Networks.relu;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer.Add;
import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.Dense;
import io.aisynapse.core.ann.AnnLayer.MaxPool;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import org.junit.jupiter.api.Test;

/** Passes that move, merge or drop index maps: each fires, and each leaves what it must not touch. */
class IndexMapPassesTest {
    private static final Shape THREE = Shape.vector(3);

    @Test
    void mapsThatFollowEachOtherBecomeOne() {
        assertRewrites(
                new ComposeIndexMaps(),
                Networks.of(THREE)
                        .then(map(2, -1, 0), THREE)
                        .then(map(-1, 2, 0, 1), Shape.vector(4))
                        .graph(),
                "0 Input 3\n1 IndexMap [-1,0,2,-1] (0) 4\n");
        assertLeaves(
                new ComposeIndexMaps(),
                Networks.of(THREE)
                        .then(map(2, 1, 0), THREE)
                        .then(relu(), THREE)
                        .then(map(2, 1, 0), THREE)
                        .graph());
    }

    @Test
    void idleMapsGoWhereTheShapeDoesNotMatter() {
        Networks behindInput = Networks.of(Shape.vector(4));
        assertRewrites(
                new DropIdleIndexMaps(),
                behindInput
                        .then(map(0, 1, 2, 3), new Shape(1, 2, 2))
                        .then(behindInput.conv(1, 1, 2, 0), new Shape(1, 1, 1))
                        .graph(),
                "0 Input 1×2×2\n1 Conv 1→1 2×2 (0) 1\n");
        Networks beforeDense = Networks.of(new Shape(1, 2, 2));
        assertRewrites(
                new DropIdleIndexMaps(),
                beforeDense
                        .then(new MaxPool(Window.whole(new Shape(1, 1, 1))), new Shape(1, 2, 2))
                        .then(map(0, 1, 2, 3), Shape.vector(4))
                        .then(beforeDense.dense(4, 1), Shape.vector(1))
                        .graph(),
                "0 Input 1×2×2\n1 MaxPool 1×1 (0) 1×2×2\n2 Dense 4→1 (1) 1\n");
    }

    @Test
    void idleMapsRiseThroughARelu() {
        Networks net = Networks.of(THREE);
        assertRewrites(
                new DropIdleIndexMaps(),
                net.then(net.dense(3, 4), Shape.vector(4))
                        .then(relu(), Shape.vector(4))
                        .then(map(0, 1, 2, 3), new Shape(1, 2, 2))
                        .then(net.conv(1, 1, 2, 0), new Shape(1, 1, 1))
                        .graph(),
                "0 Input 3\n1 Dense 3→4 (0) 4\n2 IndexMap [0,1,2,3] (1) 1×2×2\n3 Relu (2) 1×2×2\n"
                        + "4 Conv 1→1 2×2 (3) 1\n");
    }

    @Test
    void mapsThatMoveStayAndSoDoShapesThatAConvolutionNeeds() {
        assertLeaves(
                new DropIdleIndexMaps(),
                Networks.of(THREE).then(map(0, 2, 1), THREE).graph());
        Networks net = Networks.of(new Shape(4, 1, 1));
        assertLeaves(
                new DropIdleIndexMaps(),
                net.then(net.affine(4), new Shape(4, 1, 1))
                        .then(map(0, 1, 2, 3), new Shape(1, 2, 2))
                        .then(net.conv(1, 1, 2, 0), new Shape(1, 1, 1))
                        .graph());
    }

    @Test
    void mapsSinkBehindPointwiseLayers() {
        assertRewrites(
                new SinkIndexMaps(),
                Networks.of(THREE)
                        .then(map(2, -1, 0), THREE)
                        .then(relu(), THREE)
                        .graph(),
                "0 Input 3\n1 Relu (0) 3\n2 IndexMap [2,-1,0] (1) 3\n");
        Shape image = new Shape(2, 1, 2);
        ChannelAffine channelsLast = new ChannelAffine(new float[] {3, 5, 3, 5}, new float[] {1, 2, 1, 2});
        assertRewrites(
                new SinkIndexMaps(),
                Networks.of(image)
                        .then(map(0, 2, 1, 3), Shape.vector(4))
                        .then(channelsLast, Shape.vector(4))
                        .graph(),
                "0 Input 2×1×2\n1 ChannelAffine 2 (0) 2×1×2\n2 IndexMap [0,2,1,3] (1) 4\n");
    }

    @Test
    void mapsDoNotSinkWhereAChannelWouldNeedTwoPairs() {
        ChannelAffine different = new ChannelAffine(new float[] {3, 5, 4, 5}, new float[4]);
        assertLeaves(
                new SinkIndexMaps(),
                Networks.of(new Shape(2, 1, 2))
                        .then(map(0, 2, 1, 3), Shape.vector(4))
                        .then(different, Shape.vector(4))
                        .graph());
        assertLeaves(
                new SinkIndexMaps(),
                Networks.of(THREE)
                        .then(map(2, -1, 0), THREE)
                        .then(new ChannelAffine(new float[3], new float[] {1, 1, 1}), THREE)
                        .graph());
    }

    @Test
    void mapsFoldIntoTheRowsOfADenseLayer() {
        Dense dense = new Dense(4, 1, new float[] {1, 10, 100, 1000}, new float[] {5});
        AnnGraph graph = Networks.of(THREE)
                .then(map(2, -1, 0, 2), Shape.vector(4))
                .then(dense, Shape.vector(1))
                .graph();
        assertRewrites(new FoldIndexMapIntoDense(), graph, "0 Input 3\n1 Dense 3→1 (0) 1\n");
        Dense folded = (Dense) new FoldIndexMapIntoDense().apply(graph).output().layer();
        assertArrayEquals(new float[] {100, 0, 1001}, folded.weight());
        assertLeaves(
                new FoldIndexMapIntoDense(),
                Networks.of(THREE)
                        .then(map(2, 1, 0), THREE)
                        .then(new Add(), THREE, 0, 1)
                        .graph());
    }

    /** A plane of 2×2 with a line of zeros above and a column of them on the right. */
    private static final int[] PADDED = {-1, -1, -1, 0, 1, -1, 2, 3, -1};

    @Test
    void paddingFoldsIntoTheConvolution() {
        Networks net = Networks.of(new Shape(1, 2, 2));
        assertRewrites(
                new FoldPaddingIntoConv(),
                net.then(map(PADDED), new Shape(1, 3, 3))
                        .then(net.conv(1, 2, 3, 0), new Shape(2, 1, 1))
                        .graph(),
                "0 Input 1×2×2\n1 Conv 1→2 3p1,0×3p0,1 (0) 2\n");
        Networks flat = Networks.of(Shape.vector(4));
        assertRewrites(
                new FoldPaddingIntoConv(),
                flat.then(map(PADDED), new Shape(1, 3, 3))
                        .then(flat.conv(1, 2, 3, 1), new Shape(2, 3, 3))
                        .graph(),
                "0 Input 1×2×2\n1 Conv 1→2 3p2,1×3p1,2 (0) 2×3×3\n");
    }

    @Test
    void otherMapsAndPoolingsKeepTheirPadding() {
        Networks turned = Networks.of(new Shape(1, 2, 2));
        assertLeaves(
                new FoldPaddingIntoConv(),
                turned.then(map(-1, -1, -1, 0, 2, -1, 1, 3, -1), new Shape(1, 3, 3))
                        .then(turned.conv(1, 2, 3, 0), new Shape(2, 1, 1))
                        .graph());
        assertLeaves(
                new FoldPaddingIntoConv(),
                Networks.of(new Shape(1, 2, 2))
                        .then(map(PADDED), new Shape(1, 3, 3))
                        .then(new MaxPool(Window.whole(new Shape(1, 3, 3))), Shape.vector(1))
                        .graph());
    }
}

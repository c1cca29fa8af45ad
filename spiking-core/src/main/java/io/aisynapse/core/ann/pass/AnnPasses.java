package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import java.util.List;

/** The rewrites that make a network as plain as a spiking one needs it, in order, until none finds anything more. */
public final class AnnPasses {
    private static final List<Pass> PASSES = List.of(
            new LiveNodes(),
            new MergeQuantise(),
            new RecogniseFunctions(),
            new RecogniseLayerNorm(),
            new FunctionsToTail(),
            new ComposeIndexMaps(),
            new DropIdleIndexMaps(),
            new SinkIndexMaps(),
            new FoldPaddingIntoConv(),
            new FoldIndexMapIntoDense(),
            new FoldAffineBackward(),
            new FoldAffineForward(),
            new MergeDense(),
            new ReluBeforeMaxPool());

    private static final int MOST_ROUNDS = 1_000;

    private AnnPasses() {}

    /** A network with the same answers. Nodes that yield what an ONNX tensor holds keep that tensor's name. */
    public static AnnGraph simplify(AnnGraph graph) {
        AnnVerifier.verify(graph, "import");
        AnnGraph current = graph;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            AnnGraph before = current;
            for (Pass pass : PASSES) {
                current = applied(pass, current);
            }
            if (current == before) {
                break;
            }
        }
        return current;
    }

    /** A simplified network without the roundings of quantised tensors, for neurons that round by themselves. */
    public static AnnGraph withoutRoundings(AnnGraph simplified) {
        AnnGraph rounded = applied(new DropQuantise(), simplified);
        return rounded == simplified ? simplified : simplify(rounded);
    }

    private static AnnGraph applied(Pass pass, AnnGraph graph) {
        AnnGraph rewritten = pass.apply(graph);
        if (rewritten != graph) {
            AnnVerifier.verify(rewritten, pass.getClass().getSimpleName());
        }
        return rewritten;
    }
}

package io.aisynapse.core.ann;

/** Multiply-accumulates of one sample, as one counts them for the original network. */
public final class Operations {
    private Operations() {}

    /** Of all layers together. */
    public static long of(AnnGraph graph) {
        return graph.nodes().stream().mapToLong(Operations::of).sum();
    }

    /** Of one layer; additions and comparisons count nothing. */
    public static long of(AnnNode node) {
        return switch (node.layer()) {
            case AnnLayer.Dense dense -> (long) dense.inputCount() * dense.outputCount();
            case AnnLayer.Conv conv ->
                (long) node.shape().size()
                        * (conv.inputChannels() / conv.groups())
                        * conv.window().area();
            case AnnLayer.Product product ->
                (long) product.batch() * product.rows() * product.inner() * product.columns();
            case AnnLayer.ChannelAffine _, AnnLayer.Multiply _ -> node.shape().size();
            case AnnLayer.Input _,
                    AnnLayer.Relu _,
                    AnnLayer.LeakyRelu _,
                    AnnLayer.Activation _,
                    AnnLayer.Quantise _,
                    AnnLayer.AveragePool _,
                    AnnLayer.MaxPool _,
                    AnnLayer.Add _,
                    AnnLayer.Concat _,
                    AnnLayer.IndexMap _,
                    AnnLayer.Softmax _,
                    AnnLayer.LayerNorm _ -> 0;
        };
    }
}

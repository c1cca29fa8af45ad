package io.aisynapse.core.ann.prior;

import io.aisynapse.core.ann.Activations;
import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.ValueSource;
import io.aisynapse.core.tensor.Shape;
import java.util.List;

/**
 * Rows of values that follow what is believed of each node: row q holds every neuron's quantile q. Neurons are not
 * consistent with each other within a row; each one's distribution over the rows is what it is believed to be.
 *
 * <p>Variances were carried through linear layers as if inputs were independent. In truth neighbouring inputs are alike
 * and the deviation may be many times larger, up to the root of the fan-in. So the deviation itself is taken as
 * uncertain: rows use 1 to some times the carried one, evenly in its logarithm. A threshold with many levels is then
 * solved wide, one with few levels narrower. What a batch norm says is taken as it is.
 */
public final class BelievedActivations implements Activations {
    private static final int ROWS = 1024;
    private static final double[] DEVIATIONS = Quantiles.of(ROWS);

    /** Behind linear layers that read what batch norms have said. */
    private static final double SPREAD_BEHIND_BATCH_NORM = 3;

    private static final double SPREAD_FROM_INPUT = 10;

    /** Fractions of its multiples fill 0..1 evenly, whatever the order of rows. */
    private static final double GOLDEN = 0.6180339887498949;

    private final AnnGraph graph;
    private final List<Belief> beliefs;

    public BelievedActivations(AnnGraph graph, InputRange range) {
        this.graph = graph;
        this.beliefs = Beliefs.of(graph, range);
    }

    @Override
    public int count() {
        return ROWS;
    }

    @Override
    public float[][] row(int index) {
        float[][] values = new float[beliefs.size()][];
        values[0] = input(index);
        for (int node = 1; node < values.length; node++) {
            values[node] = values(node, index);
        }
        return values;
    }

    @Override
    public ValueSource source(int node) {
        return before(node).source();
    }

    /** The belief that a node's values come from: what its argument is, for a function of one value. */
    private Belief before(int node) {
        AnnNode at = graph.nodes().get(node);
        return beliefs.get(Beliefs.isFunction(at.layer()) ? at.inputs().getFirst() : node);
    }

    private float[] values(int node, int row) {
        Belief belief = before(node);
        AnnLayer layer = graph.nodes().get(node).layer();
        Shape shape = graph.nodes().get(node).shape();
        double deviations = DEVIATIONS[row] * Math.pow(spread(belief.source()), row * GOLDEN % 1);
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) belief.at(i, deviations);
        }
        return Beliefs.isFunction(layer) ? Beliefs.applied(layer, values, shape) : values;
    }

    private static double spread(ValueSource source) {
        return switch (source) {
            case SAMPLES, BATCH_NORM -> 1;
            case BEHIND_BATCH_NORM -> SPREAD_BEHIND_BATCH_NORM;
            case INPUT_RANGE -> SPREAD_FROM_INPUT;
        };
    }

    private float[] input(int row) {
        float[] values = new float[graph.inputShape().size()];
        Belief inputs = beliefs.getFirst();
        for (int i = 0; i < values.length; i++) {
            values[i] = inputs.least()[i] + (inputs.most()[i] - inputs.least()[i]) * row / (ROWS - 1);
        }
        return values;
    }
}

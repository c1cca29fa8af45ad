package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer.Dense;
import io.aisynapse.core.ann.AnnNode;

/**
 * Makes one dense layer of two without an activation between them, when that takes no more weights.
 *
 * <pre>
 *   dense(V, a) ─ dense(W, b)   ⇒   dense(V·W, a·W + b)
 * </pre>
 *
 * A bottleneck (many to few to many) stays as it is; so does a first layer that something else reads, too.
 */
final class MergeDense implements Pass {
    @Override
    public AnnGraph apply(AnnGraph graph) {
        Rewrite rewrite = new Rewrite(graph);
        for (int index = 1; index < rewrite.size(); index++) {
            int input = rewrite.inputOf(index);
            if (rewrite.layer(index) instanceof Dense second
                    && rewrite.layer(input) instanceof Dense first
                    && rewrite.hasOneReader(input)
                    && isWorthIt(first, second)) {
                AnnNode node = rewrite.node(index);
                AnnNode before = rewrite.node(input);
                rewrite.replace(
                        index,
                        new AnnNode(node.name(), node.tensor(), merged(first, second), before.inputs(), node.shape()));
            }
        }
        return rewrite.finish();
    }

    private static boolean isWorthIt(Dense first, Dense second) {
        long apart = (long) first.weight().length + second.weight().length;
        return (long) first.inputCount() * second.outputCount() <= apart;
    }

    private static Dense merged(Dense first, Dense second) {
        int outputs = second.outputCount();
        float[] weight = new float[first.inputCount() * outputs];
        for (int input = 0; input < first.inputCount(); input++) {
            float[] row = times(first.weight(), input * first.outputCount(), second, new double[outputs]);
            System.arraycopy(row, 0, weight, input * outputs, outputs);
        }
        double[] bias = new double[outputs];
        for (int output = 0; output < outputs; output++) {
            bias[output] = second.bias()[output];
        }
        return new Dense(first.inputCount(), outputs, weight, times(first.bias(), 0, second, bias));
    }

    /** One row times the second layer's weight, added to the sums. */
    private static float[] times(float[] row, int start, Dense second, double[] sums) {
        int outputs = second.outputCount();
        for (int hidden = 0; hidden < second.inputCount(); hidden++) {
            double value = row[start + hidden];
            for (int output = 0; output < outputs; output++) {
                sums[output] += value * second.weight()[hidden * outputs + output];
            }
        }
        float[] result = new float[outputs];
        for (int output = 0; output < outputs; output++) {
            result[output] = (float) sums[output];
        }
        return result;
    }
}

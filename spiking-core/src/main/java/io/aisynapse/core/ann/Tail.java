package io.aisynapse.core.ann;

import java.util.List;

/**
 * What follows the last linear layer and runs on the decoded logits, off the cores.
 *
 * @param softmax whether the named output is the softmax of the logits
 * @param labels the classes' own labels by index (scikit-learn models); empty when a class is its index
 * @param classification whether the answer is a class at all (more than one logit)
 */
public record Tail(boolean softmax, List<String> labels, boolean classification) {
    public Tail {
        labels = List.copyOf(labels);
    }
}

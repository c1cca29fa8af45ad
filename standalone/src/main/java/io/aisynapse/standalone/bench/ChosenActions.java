package io.aisynapse.standalone.bench;

import io.aisynapse.core.tensor.ArgMax;

/** A policy that chooses the action of the largest value: how often it is the one of the stored answers. */
record ChosenActions(float[][] stored) implements Metric {
    @Override
    public String name() {
        return "action_agreement";
    }

    @Override
    public double of(float[][] answers) {
        return agreement(answers, stored);
    }

    @Override
    public double agreement(float[][] answers, float[][] original) {
        int same = 0;
        for (int s = 0; s < answers.length; s++) {
            same += ArgMax.of(answers[s]) == ArgMax.of(original[s]) ? 1 : 0;
        }
        return same / (double) answers.length;
    }
}

package io.aisynapse.standalone.bench;

import io.aisynapse.core.tensor.ArgMax;

/** Accuracy of the class of the largest value; an answer of one value is class 1 above one half. */
record Classes(long[] labels) implements Metric {
    private static final float HALF = 0.5f;

    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public double of(float[][] answers) {
        int right = 0;
        for (int s = 0; s < answers.length; s++) {
            right += classOf(answers[s]) == labels[s] ? 1 : 0;
        }
        return right / (double) answers.length;
    }

    @Override
    public double agreement(float[][] answers, float[][] original) {
        int same = 0;
        for (int s = 0; s < answers.length; s++) {
            same += classOf(answers[s]) == classOf(original[s]) ? 1 : 0;
        }
        return same / (double) answers.length;
    }

    private static int classOf(float[] answer) {
        return answer.length == 1 ? (answer[0] > HALF ? 1 : 0) : ArgMax.of(answer);
    }
}

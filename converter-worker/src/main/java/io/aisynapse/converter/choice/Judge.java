package io.aisynapse.converter.choice;

import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.tensor.ArgMax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares answers with the original's: by label where there are labels, by class, or by distance. */
final class Judge {
    private final float[][] original;
    private final boolean classification;
    private final int @Nullable [] right;
    private final boolean labelsMissed;

    /**
     * @param original its answers, one row a sample
     * @param labels one a sample; null without
     */
    Judge(Tail tail, float[][] original, long @Nullable [] labels) {
        this.original = original;
        this.classification = tail.classification();
        int[] wanted = classification && labels != null ? indices(tail.labels(), labels, original[0].length) : null;
        this.labelsMissed = wanted != null && isAtChance(wanted);
        this.right = labelsMissed ? null : wanted;
    }

    /** Whether labels were set aside, since the original itself answers them no better than by chance. */
    boolean labelsMissed() {
        return labelsMissed;
    }

    Quality judge(float[][] answers) {
        return classification ? classes(answers) : values(answers);
    }

    private Quality classes(float[][] answers) {
        int agreeing = 0;
        int wasRight = 0;
        int isRight = 0;
        int lost = 0;
        int gained = 0;
        for (int s = 0; s < answers.length; s++) {
            int before = ArgMax.of(original[s]);
            int now = ArgMax.of(answers[s]);
            int wanted = right == null ? before : right[s];
            agreeing += before == now ? 1 : 0;
            wasRight += before == wanted ? 1 : 0;
            isRight += now == wanted ? 1 : 0;
            lost += before == wanted && now != wanted ? 1 : 0;
            gained += before != wanted && now == wanted ? 1 : 0;
        }
        double samples = answers.length;
        return new Quality(
                answers.length,
                right == null ? "agreement" : "accuracy",
                right == null ? null : wasRight / samples,
                right == null ? null : isRight / samples,
                agreeing / samples,
                Drop.paired(lost, gained, answers.length));
    }

    private Quality values(float[][] answers) {
        double[] distances = new double[answers.length];
        double magnitude = 0;
        for (int s = 0; s < answers.length; s++) {
            for (int i = 0; i < answers[s].length; i++) {
                double difference = (double) answers[s][i] - original[s][i];
                distances[s] += difference * difference;
                magnitude += (double) original[s][i] * original[s][i];
            }
        }
        Drop drop = Drop.relative(distances, magnitude);
        return new Quality(answers.length, Quality.RELATIVE_ERROR, null, null, 1 - drop.points() / 100, drop);
    }

    private boolean isAtChance(int[] wanted) {
        int hits = 0;
        for (int s = 0; s < wanted.length; s++) {
            hits += ArgMax.of(original[s]) == wanted[s] ? 1 : 0;
        }
        return hits <= wanted.length / (double) original[0].length;
    }

    /** Indices of labels among the model's own where those are numbers; −1 for a label that it does not have. */
    private static int[] indices(List<String> own, long[] labels, int classes) {
        boolean numbers = own.size() == classes && own.stream().allMatch(label -> label.matches("-?\\d{1,18}"));
        int[] indices = new int[labels.length];
        for (int s = 0; s < labels.length; s++) {
            boolean isIndex = labels[s] >= 0 && labels[s] < classes;
            int index = isIndex ? (int) labels[s] : -1;
            indices[s] = numbers ? own.indexOf(Long.toString(labels[s])) : index;
        }
        return indices;
    }
}

package io.aisynapse.converter.report;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.answer.MarginRule;
import java.util.stream.IntStream;

/**
 * One sample's answer as it builds up.
 *
 * @param classes after each tick of the readout's window, tick 1 first
 * @param leads of the largest value over the second, likewise
 */
public record TickAnswers(int[] classes, double[] leads) {
    /** Of each sample, by one run of it. */
    public static TickAnswers[] of(Engine engine, float[][] samples) {
        return IntStream.range(0, samples.length)
                .parallel()
                .mapToObj(s -> of(engine.answersByTick(samples[s])))
                .toArray(TickAnswers[]::new);
    }

    private static TickAnswers of(double[][] answers) {
        int[] classes = new int[answers.length];
        double[] leads = new double[answers.length];
        for (int tick = 0; tick < classes.length; tick++) {
            classes[tick] = ErrorBudget.largest(answers[tick]);
            leads[tick] = MarginRule.lead(answers[tick], 0, answers[tick].length);
        }
        return new TickAnswers(classes, leads);
    }

    int ticks() {
        return classes.length;
    }

    double lastLead() {
        return leads[leads.length - 1];
    }
}

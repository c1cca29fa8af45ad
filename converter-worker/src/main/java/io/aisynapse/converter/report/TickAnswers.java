package io.aisynapse.converter.report;

import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.answer.MarginRule;
import io.aisynapse.core.tensor.ArgMax;
import java.util.stream.IntStream;

/**
 * One sample's answer as it builds up.
 *
 * @param classes after each tick of the readout's window, tick 1 first
 * @param leads of the largest value over the second, likewise
 */
public record TickAnswers(int[] classes, double[] leads) {
    /**
     * Of each sample, by one run of it.
     *
     * @param tail what follows the decoded values
     * @param part of the answer that the class is read from
     */
    public static TickAnswers[] of(Engine engine, float[][] samples, Tail tail, ModelOutput part) {
        return IntStream.range(0, samples.length)
                .parallel()
                .mapToObj(s -> of(engine.answersByTick(samples[s]), tail, part))
                .toArray(TickAnswers[]::new);
    }

    private static TickAnswers of(double[][] decoded, Tail tail, ModelOutput part) {
        int[] classes = new int[decoded.length];
        double[] leads = new double[decoded.length];
        for (int tick = 0; tick < classes.length; tick++) {
            double[] answer = tail.apply(decoded[tick]);
            classes[tick] = ArgMax.of(answer, part.from(), part.size());
            leads[tick] = MarginRule.lead(answer, part.from(), part.size());
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

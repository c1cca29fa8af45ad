package io.aisynapse.core.tune;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.CoreProgram;
import java.util.Arrays;

/**
 * Chooses after how many ticks a rate-coded network's readout begins to listen. The first ticks bring what layers emit
 * before their inputs have settled; leaving them out costs resolution. The start with the least squared error of the
 * logits on calibration samples wins.
 */
final class ReadoutWindow {
    /** The readout listens to so many ticks at least. */
    private static final int LEAST_TICKS = 4;

    private ReadoutWindow() {}

    /** @param wanted logits of the original, one row a sample */
    static CoreProgram choose(CoreProgram program, float[][] samples, float[][] wanted) {
        int last = program.timeSteps() - LEAST_TICKS;
        if (program.coding() != Coding.RATE || last < 1) {
            return program;
        }
        Engine engine = new Engine(program.withReadoutStart(0), RunOptions.defaults());
        double[] bias = biasByOutput(program);
        double[] errors = new double[last + 1];
        double[][] bySample = new double[samples.length][];
        Arrays.parallelSetAll(bySample, s -> errors(engine.answersByTick(samples[s]), wanted[s], bias, last));
        for (double[] each : bySample) {
            Arrays.setAll(errors, start -> errors[start] + each[start]);
        }
        int best = 0;
        for (int start = 1; start <= last; start++) {
            best = errors[start] < errors[best] ? start : best;
        }
        return program.withReadoutStart(best);
    }

    private static double[] biasByOutput(CoreProgram program) {
        double[] bias = new double[program.readout().shape().size()];
        int plane = program.readout().shape().plane();
        Arrays.setAll(bias, i -> program.readout().bias()[i / plane]);
        return bias;
    }

    /** Squared error by start: the mean over (start, T] is what T ticks brought less what the first ones did. */
    private static double[] errors(double[][] answers, float[] wanted, double[] bias, int last) {
        int ticks = answers.length;
        double[] errors = new double[last + 1];
        for (int start = 0; start <= last; start++) {
            for (int i = 0; i < wanted.length; i++) {
                double early = start == 0 ? 0 : (answers[start - 1][i] - bias[i]) * start;
                double late = (answers[ticks - 1][i] - bias[i]) * ticks - early;
                double difference = late / (ticks - start) + bias[i] - wanted[i];
                errors[start] += difference * difference;
            }
        }
        return errors;
    }
}

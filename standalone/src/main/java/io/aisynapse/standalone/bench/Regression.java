package io.aisynapse.standalone.bench;

/** The coefficient of determination, averaged over outputs: {@code 1 − Σ(y − ŷ)² / Σ(y − mean y)²}. */
record Regression(float[][] targets) implements Metric {
    @Override
    public String name() {
        return "r2";
    }

    @Override
    public double of(float[][] answers) {
        int outputs = targets[0].length;
        double sum = 0;
        for (int output = 0; output < outputs; output++) {
            sum += determination(answers, output);
        }
        return sum / outputs;
    }

    private double determination(float[][] answers, int output) {
        double mean = 0;
        for (float[] target : targets) {
            mean += target[output] / (double) targets.length;
        }
        double residual = 0;
        double total = 0;
        for (int s = 0; s < targets.length; s++) {
            double error = (double) targets[s][output] - answers[s][output];
            double deviation = targets[s][output] - mean;
            residual += error * error;
            total += deviation * deviation;
        }
        return 1 - residual / total;
    }

    @Override
    public double agreement(float[][] answers, float[][] original) {
        return Figures.likeness(answers, original);
    }
}

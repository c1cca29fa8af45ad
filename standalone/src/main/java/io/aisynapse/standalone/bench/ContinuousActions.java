package io.aisynapse.standalone.bench;

/** A policy whose values are its action: their mean squared error against the stored answers. */
record ContinuousActions(float[][] stored) implements Metric {
    @Override
    public String name() {
        return "action_mse";
    }

    @Override
    public double of(float[][] answers) {
        return Figures.meanSquaredError(answers, stored);
    }

    @Override
    public double agreement(float[][] answers, float[][] original) {
        return Figures.likeness(answers, original);
    }
}

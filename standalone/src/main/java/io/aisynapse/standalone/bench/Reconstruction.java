package io.aisynapse.standalone.bench;

/** An autoencoder: mean squared error of its output against its input. */
record Reconstruction(float[][] inputs) implements Metric {
    @Override
    public String name() {
        return "reconstruction_mse";
    }

    @Override
    public double of(float[][] answers) {
        return Figures.meanSquaredError(answers, inputs);
    }

    @Override
    public double agreement(float[][] answers, float[][] original) {
        return Figures.likeness(answers, original);
    }
}

package io.aisynapse.standalone.bench;

import java.io.IOException;

/**
 * A model's samples and what its answers are judged by.
 *
 * @param test samples as the model takes them
 * @param calibration others
 * @param metric how answers to the test samples are judged
 */
record BenchData(float[][] test, float[][] calibration, Metric metric) {
    private static final float LARGEST_BYTE = 255f;

    /** @param most test samples to read at most; calibration samples to read at most */
    static BenchData load(BenchModel model, int most, int calibrationSamples) throws IOException {
        return model.isPolicy()
                ? observations(model, most, calibrationSamples)
                : dataset(model, most, calibrationSamples);
    }

    private static BenchData observations(BenchModel model, int most, int calibrationSamples) throws IOException {
        float[][] wanted = Rows.read(model.arrays(), "y_ref", most).rows();
        return new BenchData(
                observations(model, "test_obs", wanted.length),
                observations(model, "calib_obs", calibrationSamples),
                model.choosesAction() ? new ChosenActions(wanted) : new ContinuousActions(wanted));
    }

    private static float[][] observations(BenchModel model, String array, int most) throws IOException {
        float[][] rows = Rows.read(model.arrays(), array, most).rows();
        if (model.scalesObservations()) {
            for (float[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    row[i] /= LARGEST_BYTE;
                }
            }
        }
        return rows;
    }

    private static BenchData dataset(BenchModel model, int most, int calibrationSamples) throws IOException {
        Preprocessing preprocessing = new Preprocessing(model.preprocessing(), model.takesHalfPrecision());
        Rows stored = Rows.read(model.dataset(), "x_test", most);
        Rows answers = Rows.read(model.dataset(), "y_test", most);
        float[][] test = preprocessing.apply(stored);
        Metric metric = switch (model.task()) {
            case "classification" -> new Classes(answers.classes());
            case "regression" -> new Regression(answers.rows());
            case "autoencoder" -> new Reconstruction(test);
            case "segmentation" -> Pixels.ofInk(stored.rows(), (float) preprocessing.scale(), answers.classes());
            default -> throw new IllegalArgumentException("there is no task " + model.task());
        };
        Rows calibration = Rows.read(model.dataset(), "x_calib", calibrationSamples);
        return new BenchData(test, preprocessing.apply(calibration), metric);
    }
}

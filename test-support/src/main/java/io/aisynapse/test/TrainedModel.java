package io.aisynapse.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The trained models among the fixtures, with the real samples that belong to them, ready to be fed. */
public enum TrainedModel {
    DIGITS_SKLEARN_RELU("digits_sklearn_relu", "digits", 16, false),
    MNIST_MLP("mnist_mlp", "mnist", 255, false),
    MNIST_MLP_FP16("mnist_mlp_fp16", "mnist", 255, false),
    MNIST_CNN_BN_AVGPOOL("mnist_cnn_bn_avgpool", "mnist", 255, true),
    MNIST_LENET_MAXPOOL("mnist_lenet_maxpool", "mnist", 255, false),
    FMNIST_CNN_SMALL("fmnist_cnn_small", "fmnist", 255, false);

    private static final float MNIST_MEAN = 0.1307f;
    private static final float MNIST_DEVIATION = 0.3081f;

    private final String file;
    private final String dataset;
    private final float largest;
    private final boolean normalised;

    TrainedModel(String file, String dataset, float largest, boolean normalised) {
        this.file = file;
        this.dataset = dataset;
        this.largest = largest;
        this.normalised = normalised;
    }

    /** The model's bytes. */
    public byte[] onnx() {
        return read("/fixtures/models/" + file + ".onnx");
    }

    /**
     * A hybrid for the samples of {@link #DIGITS_SKLEARN_RELU}: a dense layer and ReLU that can spike, a GRU over eight
     * steps that cannot, both of seeded random weights, and a trained dense layer. It is right on 85.6 % of the test
     * set.
     */
    public static byte[] digitsHybrid() {
        return read("/fixtures/models/digits_gru_hybrid.onnx");
    }

    /**
     * A hybrid for the same samples the other way round: a GRU over eight rows comes first, then two dense layers with
     * a ReLU between them, which can spike. Trained; it is right on 96.9 % of the test set.
     */
    public static byte[] digitsRecurrentFirst() {
        return read("/fixtures/models/digits_gru_first.onnx");
    }

    /** A trained regressor: ten features, each of about mean 0 and standard deviation 0.05, to one value. */
    public static byte[] diabetesRegressor() {
        return read("/fixtures/models/diabetes_sklearn_regressor.onnx");
    }

    /** The first samples of the calibration set, flat. */
    public float[][] calibrationSamples(int count) {
        return scaled(array("x_calib"), count);
    }

    /** The first samples of the test set, flat. */
    public float[][] testSamples(int count) {
        return scaled(array("x_test"), count);
    }

    /** The classes of the first samples of the test set. */
    public long[] testLabels(int count) {
        return array("y_test").integers(count);
    }

    private float[][] scaled(FixtureArray pixels, int count) {
        float[][] samples = pixels.rows(count);
        for (float[] sample : samples) {
            for (int i = 0; i < sample.length; i++) {
                float unit = sample[i] / largest;
                sample[i] = normalised ? (unit - MNIST_MEAN) / MNIST_DEVIATION : unit;
            }
        }
        return samples;
    }

    private FixtureArray array(String name) {
        return FixtureArray.ofNpz(read("/fixtures/datasets/" + dataset + ".npz"), name);
    }

    private static byte[] read(String path) {
        try (InputStream bytes = TrainedModel.class.getResourceAsStream(path)) {
            if (bytes == null) {
                throw new IllegalStateException("no fixture " + path);
            }
            return bytes.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

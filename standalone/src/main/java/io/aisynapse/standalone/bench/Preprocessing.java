package io.aisynapse.standalone.bench;

import tools.jackson.databind.JsonNode;

/**
 * From stored data to what the model takes, as the manifest's {@code preprocess} says.
 *
 * <pre>
 *   u8, raw   x
 *   unit      x / round(1 / scale)
 *   norm      (x / round(1 / scale) − mean[c]) / std[c]     single precision, c the first axis
 *   std       (x − mean[c]) / std[c]                        double precision, c the first axis
 *   layout    NHWC: the first axis becomes the last
 * </pre>
 */
final class Preprocessing {
    private final JsonNode settings;
    private final boolean halfPrecision;

    Preprocessing(JsonNode settings, boolean halfPrecision) {
        this.settings = settings;
        this.halfPrecision = halfPrecision;
    }

    /** What stored values are multiplied by to lie in 0..1, when they are bytes. */
    double scale() {
        return settings.path("scale").asDouble(1);
    }

    float[][] apply(Rows data) {
        float[][] samples = new float[data.rows().length][];
        int channels = data.dimensions().length == 0 ? 1 : data.dimensions()[0];
        for (int s = 0; s < samples.length; s++) {
            float[] sample = scaled(data.rows()[s], channels);
            if (settings.path("layout").asString("").equals("NHWC")) {
                sample = channelsLast(sample, channels);
            }
            samples[s] = halfPrecision ? rounded(sample) : sample;
        }
        return samples;
    }

    private float[] scaled(float[] row, int channels) {
        String kind = settings.path("kind").asString();
        return switch (kind) {
            case "u8", "raw" -> row.clone();
            case "unit" -> divided(row);
            case "norm" -> normalised(divided(row), channels);
            case "std" -> standardised(row, channels);
            default -> throw new IllegalArgumentException("there is no preprocessing of kind " + kind);
        };
    }

    private float[] divided(float[] row) {
        float divisor = Math.round(1 / scale());
        float[] result = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            result[i] = row[i] / divisor;
        }
        return result;
    }

    private float[] normalised(float[] row, int channels) {
        float[] result = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            int channel = i / (row.length / channels);
            result[i] = (row[i] - (float) parameter("mean", channel)) / (float) parameter("std", channel);
        }
        return result;
    }

    private float[] standardised(float[] row, int channels) {
        float[] result = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            int channel = i / (row.length / channels);
            result[i] = (float) ((row[i] - parameter("mean", channel)) / parameter("std", channel));
        }
        return result;
    }

    private double parameter(String name, int channel) {
        return settings.path(name).path(channel).asDouble();
    }

    private static float[] channelsLast(float[] sample, int channels) {
        int plane = sample.length / channels;
        float[] result = new float[sample.length];
        for (int i = 0; i < sample.length; i++) {
            result[i % plane * channels + i / plane] = sample[i];
        }
        return result;
    }

    private static float[] rounded(float[] sample) {
        float[] result = new float[sample.length];
        for (int i = 0; i < sample.length; i++) {
            result[i] = Float.float16ToFloat(Float.floatToFloat16(sample[i]));
        }
        return result;
    }
}

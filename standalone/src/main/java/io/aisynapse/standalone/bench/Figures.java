package io.aisynapse.standalone.bench;

/** Sums that several metrics share. */
final class Figures {
    private Figures() {}

    static double meanSquaredError(float[][] a, float[][] b) {
        long values = 0;
        for (float[] row : a) {
            values += row.length;
        }
        return squaredDistance(a, b) / Math.max(1, values);
    }

    /** {@code 1 − ‖a − b‖₂ / ‖b‖₂}. */
    static double likeness(float[][] a, float[][] b) {
        double magnitude = 0;
        for (float[] row : b) {
            for (float value : row) {
                magnitude += (double) value * value;
            }
        }
        double distance = Math.sqrt(squaredDistance(a, b));
        return magnitude == 0 ? (distance == 0 ? 1 : 0) : 1 - distance / Math.sqrt(magnitude);
    }

    /** @throws IllegalArgumentException when a model's answer has another size than what it is held against */
    private static double squaredDistance(float[][] a, float[][] b) {
        double sum = 0;
        for (int s = 0; s < a.length; s++) {
            if (a[s].length != b[s].length) {
                throw new IllegalArgumentException(
                        "an answer has %d values, %d are wanted".formatted(a[s].length, b[s].length));
            }
            for (int i = 0; i < a[s].length; i++) {
                double distance = (double) a[s][i] - b[s][i];
                sum += distance * distance;
            }
        }
        return sum;
    }
}

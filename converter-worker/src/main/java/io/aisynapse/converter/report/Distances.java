package io.aisynapse.converter.report;

/** How far apart two sets of values are. */
final class Distances {
    private Distances() {}

    /** {@code ‖a − b‖₂ / ‖b‖₂} over all rows; the distance itself when b is 0. */
    static double relative(float[][] a, float[][] b) {
        double distance = 0;
        double magnitude = 0;
        for (int s = 0; s < a.length; s++) {
            for (int i = 0; i < a[s].length; i++) {
                double difference = (double) a[s][i] - b[s][i];
                distance += difference * difference;
                magnitude += (double) b[s][i] * b[s][i];
            }
        }
        return magnitude == 0 ? Math.sqrt(distance) : Math.sqrt(distance / magnitude);
    }
}

package io.aisynapse.core.convert;

import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;

/**
 * How finely each channel of the input is rounded. Channels of one kind, such as pixels, share a step, so that one that
 * calibration hardly saw is not clipped. Features of different kinds, such as the columns of a table, get a step each:
 * their ranges may differ by thousands, and a weight times its step must fit the mantissas beside it.
 */
final class InputSteps {
    /** Levels on either side of zero. */
    static final int LEVELS = 2047;

    /** Job data may exceed calibration's largest input by so much. */
    private static final double HEADROOM = 1.5;

    /** More, where a feature is measured for itself. */
    private static final double FEATURE_HEADROOM = 4;

    /** More channels than these are taken as of one kind. */
    private static final int MOST_FEATURES = 256;

    /** Features whose ranges differ by less are taken as of one kind. */
    private static final double ONE_KIND = 4;

    private InputSteps() {}

    /** @param largest magnitude by channel, 0 for a channel that was always 0 */
    static double[] of(float[] largest, Shape shape) {
        double most = 0;
        double least = Double.POSITIVE_INFINITY;
        for (float each : largest) {
            most = Math.max(most, each);
            least = each > 0 ? Math.min(least, each) : least;
        }
        double whole = most > 0 ? most : 1;
        double[] steps = new double[shape.channels()];
        Arrays.fill(steps, whole * HEADROOM / LEVELS);
        if (steps.length <= MOST_FEATURES && most >= ONE_KIND * least) {
            for (int channel = 0; channel < steps.length; channel++) {
                double range = largest[channel] > 0 ? largest[channel] : whole;
                steps[channel] = range * FEATURE_HEADROOM / LEVELS;
            }
        }
        return steps;
    }
}

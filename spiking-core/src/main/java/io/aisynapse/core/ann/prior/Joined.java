package io.aisynapse.core.ann.prior;

import io.aisynapse.core.ann.ValueSource;
import java.util.List;
import java.util.function.Function;

/** Beliefs of several nodes put together, or of one put in another order. */
final class Joined {
    private Joined() {}

    static Belief sum(List<Belief> parts) {
        return new Belief(
                added(parts, Belief::mean),
                added(parts, Belief::variance),
                added(parts, Belief::least),
                added(parts, Belief::most),
                leastSure(parts));
    }

    static Belief concat(List<Belief> parts, int size) {
        return new Belief(
                appended(parts, Belief::mean, size),
                appended(parts, Belief::variance, size),
                appended(parts, Belief::least, size),
                appended(parts, Belief::most, size),
                leastSure(parts));
    }

    static Belief moved(Belief belief, int[] source) {
        return new Belief(
                moved(belief.mean(), source),
                moved(belief.variance(), source),
                moved(belief.least(), source),
                moved(belief.most(), source),
                belief.source());
    }

    static ValueSource leastSure(List<Belief> parts) {
        ValueSource source = ValueSource.BATCH_NORM;
        for (Belief part : parts) {
            source = part.source().compareTo(source) > 0 ? part.source() : source;
        }
        return source;
    }

    private static float[] added(List<Belief> parts, Function<Belief, float[]> which) {
        float[] sum = which.apply(parts.getFirst()).clone();
        for (Belief part : parts.subList(1, parts.size())) {
            float[] values = which.apply(part);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += values[i];
            }
        }
        return sum;
    }

    private static float[] appended(List<Belief> parts, Function<Belief, float[]> which, int size) {
        float[] whole = new float[size];
        int at = 0;
        for (Belief part : parts) {
            float[] values = which.apply(part);
            System.arraycopy(values, 0, whole, at, values.length);
            at += values.length;
        }
        return whole;
    }

    private static float[] moved(float[] values, int[] source) {
        float[] result = new float[source.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = source[i] < 0 ? 0 : values[source[i]];
        }
        return result;
    }
}

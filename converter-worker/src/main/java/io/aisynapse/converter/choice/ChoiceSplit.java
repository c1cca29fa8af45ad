package io.aisynapse.converter.choice;

import io.aisynapse.converter.CalibrationSet;
import io.aisynapse.core.ann.AnnGraph;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Three parts of a user's samples: thresholds are solved on the first, candidates are chosen by the second, and what
 * was chosen is confirmed by the third, which is held out by its samples' digests. With few samples the first two are
 * one.
 */
final class ChoiceSplit implements CalibrationSet.Source {
    /** More samples better no threshold. */
    private static final int SOLVING = 256;

    /** So many at least are worth a part of their own. */
    private static final int LEAST_CHOOSING = 64;

    private static final int MOST_CHOOSING = 1024;

    private final CalibrationSet.Source all;
    private @Nullable CalibrationSet choosing;
    private boolean hasOwnSamples;

    ChoiceSplit(CalibrationSet.Source all) {
        this.all = all;
    }

    /** The first and the third part. */
    @Override
    public CalibrationSet load(AnnGraph model) throws IOException {
        CalibrationSet given = all.load(model);
        CalibrationSet pool = given.solving();
        int[] held = indices(0, given.heldOut().samples().length);
        int available = pool.samples().length;
        if (held.length == 0 || available < SOLVING + LEAST_CHOOSING) {
            choosing = part(pool, indices(0, Math.min(available, MOST_CHOOSING)));
            return given;
        }
        hasOwnSamples = true;
        choosing = part(pool, indices(SOLVING, Math.min(available, SOLVING + MOST_CHOOSING)));
        return joined(part(pool, indices(0, SOLVING)), given.heldOut());
    }

    /** The second part, once it was loaded. */
    CalibrationSet choosing() {
        if (choosing == null) {
            throw new IllegalStateException("no samples were loaded");
        }
        return choosing;
    }

    /** Whether no sample of the second part was solved on. */
    boolean hasOwnSamples() {
        return hasOwnSamples;
    }

    private static int[] indices(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    private static CalibrationSet part(CalibrationSet set, int[] chosen) {
        float[][] samples =
                Arrays.stream(chosen).mapToObj(i -> set.samples()[i]).toArray(float[][]::new);
        long[] all = set.labels();
        long[] labels = all == null
                ? null
                : Arrays.stream(chosen).mapToLong(i -> all[i]).toArray();
        return set.with(samples, labels);
    }

    private static CalibrationSet joined(CalibrationSet a, CalibrationSet b) {
        int first = a.samples().length;
        float[][] samples = Arrays.copyOf(a.samples(), first + b.samples().length);
        System.arraycopy(b.samples(), 0, samples, first, b.samples().length);
        long[] labels = null;
        if (a.labels() != null && b.labels() != null) {
            labels = Arrays.copyOf(a.labels(), samples.length);
            System.arraycopy(b.labels(), 0, labels, first, b.labels().length);
        }
        return a.with(samples, labels);
    }
}

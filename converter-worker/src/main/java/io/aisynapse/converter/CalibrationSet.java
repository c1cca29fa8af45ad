package io.aisynapse.converter;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.prior.InputRange;
import io.aisynapse.core.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Samples that a conversion is made with.
 *
 * @param samples each flat in row-major order
 * @param fed what the spiking network is fed with for each: the samples, or what a preamble makes of them
 * @param labels one a sample; null when there are none
 * @param source digest of the dataset's inputs, or {@code synthetic} and how
 * @param confidence {@code normal}, {@code reduced} with few samples, {@code low} without real ones
 * @param believed the range of the inputs, when these are no real samples; null for real ones
 */
public record CalibrationSet(
        float[][] samples,
        float[][] fed,
        long @Nullable [] labels,
        String source,
        String confidence,
        @Nullable InputRange believed,
        List<String> warnings) {
    /** Where samples come from, once the model is known and with it how large they are. */
    @FunctionalInterface
    public interface Source {
        CalibrationSet load(AnnGraph model) throws IOException;
    }

    static final int FEW_SAMPLES = 64;
    static final int MOST_SAMPLES = 4096;

    /** One sample in this many is held out. */
    private static final int HELD_OUT_SHARE = 5;

    public CalibrationSet {
        warnings = List.copyOf(warnings);
    }

    /** Real samples of a dataset. */
    public static CalibrationSet of(float[][] samples, long @Nullable [] labels, String source) {
        return of(samples, labels, source, List.of());
    }

    static CalibrationSet of(float[][] samples, long @Nullable [] labels, String source, List<String> warnings) {
        List<String> all = new ArrayList<>(warnings);
        boolean few = samples.length < FEW_SAMPLES;
        if (few) {
            all.add("calibrated on %d samples, at least %d are advised".formatted(samples.length, FEW_SAMPLES));
        }
        return new CalibrationSet(samples, samples, labels, source, few ? "reduced" : "normal", null, all);
    }

    /** Uniform in the range that inputs are believed to keep, for a model that came without samples. */
    static CalibrationSet synthetic(long seed, int count, AnnGraph model, InputRange range) {
        Shape shape = model.inputShape();
        boolean whole = model.inputs().stream().anyMatch(input -> input.type().isWhole());
        SplittableRandom random = new SplittableRandom(seed);
        float[][] samples = new float[count][shape.size()];
        for (float[] sample : samples) {
            for (int i = 0; i < sample.length; i++) {
                float least = range.least()[i / shape.plane()];
                float value = least + (range.most()[i / shape.plane()] - least) * random.nextFloat();
                sample[i] = whole ? Math.round(value) : value;
            }
        }
        String source = "synthetic: uniform over the input's range, seed " + seed;
        String warning = ("confidence: low, no calibration samples were given; thresholds follow batch norms, caps and"
                        + " the input's range (%s), no accuracy can be claimed; give at least %d real samples")
                .formatted(range.origin().text(), FEW_SAMPLES);
        return new CalibrationSet(samples, samples, null, source, "low", range, List.of(warning));
    }

    /** Other samples of the same data. */
    public CalibrationSet with(float[][] others, long @Nullable [] theirLabels) {
        return new CalibrationSet(others, others, theirLabels, source, confidence, believed, warnings);
    }

    /**
     * The same samples behind a preamble.
     *
     * @param model the spiking network, which takes its values
     * @param values what the preamble makes of each sample
     */
    CalibrationSet fedWith(AnnGraph model, float[][] values) {
        InputRange range = believed == null ? null : InputRange.seen(model, values);
        return new CalibrationSet(samples, values, labels, source, confidence, range, warnings);
    }

    /** Whether these are samples of the user's data. */
    public boolean isReal() {
        return believed == null;
    }

    /** The part that thresholds and biases are solved on: all samples when {@link #heldOut()} is empty. */
    public CalibrationSet solving() {
        return isSplit() ? part(sample -> !isHeldOut(samples[sample])) : this;
    }

    /**
     * About a fifth of the samples, chosen by their own digest, so that a sample is on the same side in every dataset
     * that contains it. Empty when there are fewer than 64 samples or no real ones.
     */
    public CalibrationSet heldOut() {
        return part(sample -> isSplit() && isHeldOut(samples[sample]));
    }

    /** The part that figures are measured on: the held-out samples, or all when none are held out. */
    public CalibrationSet measured() {
        return isSplit() ? heldOut() : this;
    }

    private boolean isSplit() {
        return isReal() && samples.length >= FEW_SAMPLES;
    }

    private CalibrationSet part(IntPredicate wanted) {
        int[] chosen = IntStream.range(0, samples.length).filter(wanted).toArray();
        float[][] rows = new float[chosen.length][];
        float[][] values = new float[chosen.length][];
        long[] classes = labels == null ? null : new long[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            rows[i] = samples[chosen[i]];
            values[i] = fed[chosen[i]];
            if (classes != null && labels != null) {
                classes[i] = labels[chosen[i]];
            }
        }
        return new CalibrationSet(rows, values, classes, source, confidence, believed, warnings);
    }

    private static boolean isHeldOut(float[] sample) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(4, sample.length));
        bytes.asFloatBuffer().put(sample);
        MessageDigest sha = Digests.sha256();
        return Integer.remainderUnsigned(
                        ByteBuffer.wrap(sha.digest(bytes.array())).getInt(), HELD_OUT_SHARE)
                == 0;
    }
}

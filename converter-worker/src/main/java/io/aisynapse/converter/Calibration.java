package io.aisynapse.converter;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.work.WorkOrder.ConvertModel;
import io.aisynapse.protocol.work.WorkOrder.DatasetReference;
import io.aisynapse.protocol.work.WorkOrder.SampleRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The samples that thresholds are solved on.
 *
 * @param labels one a sample; null when there are none
 * @param source digest of the dataset's inputs, or {@code synthetic} and how
 * @param confidence {@code low} when no real samples were there
 */
record Calibration(
        float[][] samples, long @Nullable [] labels, String source, String confidence, List<String> warnings) {
    private static final int FEW_SAMPLES = 64;
    private static final int MOST_SAMPLES = 4096;

    Calibration {
        warnings = List.copyOf(warnings);
    }

    /** The first samples of the dataset, or seeded ones when the order names none. */
    static Calibration load(WorkBlobs blobs, ConvertModel order, AnnGraph model) throws IOException {
        int wanted = Math.clamp(order.settings().calibrationSamples(), 1, MOST_SAMPLES);
        int size = model.inputShape().size();
        DatasetReference dataset = order.calibration();
        if (dataset == null) {
            return synthetic(order.settings().seed(), wanted, size);
        }
        int affordable = Math.clamp(blobs.largestBytes() / (4L * size), 1, MOST_SAMPLES);
        int count = Math.min(Math.min(wanted, affordable), dataset.samples());
        SampleRange range = new SampleRange(0, count);
        float[][] samples = blobs.samples(dataset, range, size);
        String labelsDigest = dataset.labelsDigest();
        long[] labels = labelsDigest == null ? null : blobs.labels(labelsDigest, range);
        List<String> warnings = new ArrayList<>();
        if (count < Math.min(wanted, dataset.samples())) {
            warnings.add("only %d samples of this size fit in memory for calibration".formatted(count));
        }
        if (count < FEW_SAMPLES) {
            warnings.add("calibrated on %d samples, at least %d are advised".formatted(count, FEW_SAMPLES));
        }
        return new Calibration(
                samples, labels, dataset.inputsDigest(), count < FEW_SAMPLES ? "reduced" : "normal", warnings);
    }

    private static Calibration synthetic(long seed, int count, int size) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] samples = new float[count][size];
        for (float[] sample : samples) {
            for (int i = 0; i < size; i++) {
                sample[i] = random.nextFloat();
            }
        }
        String source = "synthetic: uniform in 0..1, seed " + seed;
        String warning =
                "confidence: low, no calibration samples were given and thresholds were solved on random inputs"
                        + " in 0..1; give at least " + FEW_SAMPLES + " real samples";
        return new Calibration(samples, null, source, "low", List.of(warning));
    }
}

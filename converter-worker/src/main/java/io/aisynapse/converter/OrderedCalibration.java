package io.aisynapse.converter;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.prior.InputRange;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.work.WorkOrder.ConvertModel;
import io.aisynapse.protocol.work.WorkOrder.DatasetReference;
import io.aisynapse.protocol.work.WorkOrder.SampleRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The first samples of the dataset that an order names, or seeded ones when it names none. */
final class OrderedCalibration implements CalibrationSet.Source {
    private final WorkBlobs blobs;
    private final ConvertModel order;

    OrderedCalibration(WorkBlobs blobs, ConvertModel order) {
        this.blobs = blobs;
        this.order = order;
    }

    private InputRange rangeOf(AnnGraph model) {
        List<Double> declared = order.settings().inputRange();
        return declared == null
                ? InputRange.guess(model)
                : InputRange.declared(model, declared.get(0), declared.get(1));
    }

    @Override
    public CalibrationSet load(AnnGraph model) throws IOException {
        int wanted = Math.clamp(order.settings().calibrationSamples(), 1, CalibrationSet.MOST_SAMPLES);
        int size = model.inputShape().size();
        DatasetReference dataset = order.calibration();
        if (dataset == null) {
            return CalibrationSet.synthetic(order.settings().seed(), wanted, model, rangeOf(model));
        }
        int affordable = Math.clamp(blobs.largestBytes() / (4L * size), 1, CalibrationSet.MOST_SAMPLES);
        int count = Math.min(Math.min(wanted, affordable), dataset.samples());
        SampleRange range = new SampleRange(0, count);
        float[][] samples = blobs.samples(dataset, range, size);
        String labelsDigest = dataset.labelsDigest();
        long[] labels = labelsDigest == null ? null : blobs.labels(labelsDigest, range);
        List<String> warnings = new ArrayList<>();
        if (count < Math.min(wanted, dataset.samples())) {
            warnings.add("only %d samples of this size fit in memory for calibration".formatted(count));
        }
        return CalibrationSet.of(samples, labels, dataset.inputsDigest(), warnings);
    }
}

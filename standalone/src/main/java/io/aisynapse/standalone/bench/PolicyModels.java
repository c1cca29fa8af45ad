package io.aisynapse.standalone.bench;

import io.aisynapse.converter.CalibrationSet;
import io.aisynapse.converter.Partition;
import io.aisynapse.converter.PreparedModel;
import io.aisynapse.core.convert.Scheme;
import java.io.IOException;

/** The policies among a folder's models. */
public final class PolicyModels {
    private static final float LARGEST_BYTE = 255;

    private PolicyModels() {}

    /**
     * A policy, calibrated on the observations that come with it.
     *
     * @param scheme what it cannot express stays in ONNX Runtime
     */
    public static PreparedModel prepare(BenchSettings settings, String name, Scheme scheme) throws IOException {
        BenchModel model = named(settings, name);
        float[][] observations =
                BenchData.load(model, 1, settings.calibrationSamples()).calibration();
        return PreparedModel.prepare(
                model.onnx(), new Partition(scheme, true), _ -> CalibrationSet.of(observations, null, name), _ -> {});
    }

    /** What an observation is divided by before the policy sees it. */
    public static float scale(BenchSettings settings, String name) throws IOException {
        return named(settings, name).scalesObservations() ? LARGEST_BYTE : 1;
    }

    private static BenchModel named(BenchSettings settings, String name) throws IOException {
        return BenchModel.inFolder(settings.folder()).stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException("manifest.json has no model " + name));
    }
}

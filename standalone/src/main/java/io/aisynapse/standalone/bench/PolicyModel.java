package io.aisynapse.standalone.bench;

import io.aisynapse.converter.CalibrationSet;
import io.aisynapse.converter.Partition;
import io.aisynapse.converter.PreparedModel;
import io.aisynapse.core.convert.Scheme;
import java.io.IOException;

/**
 * A policy among a folder's models.
 *
 * @param name in the manifest
 * @param onnx its file
 * @param calibration observations that come with it, as it sees them
 * @param scale what the environment's observation is divided by before the policy sees it
 */
public record PolicyModel(String name, byte[] onnx, float[][] calibration, float scale) {
    private static final float LARGEST_BYTE = 255;

    /** Reads a policy and the observations that it is calibrated on. */
    public static PolicyModel read(BenchSettings settings, String name) throws IOException {
        BenchModel model = BenchModel.inFolder(settings.folder()).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException("manifest.json has no model " + name));
        return new PolicyModel(
                name,
                model.onnx(),
                BenchData.load(model, 1, settings.calibrationSamples()).calibration(),
                model.scalesObservations() ? LARGEST_BYTE : 1);
    }

    /** The policy made ready to answer as the original. */
    public PreparedModel prepare(Scheme scheme) throws IOException {
        return PreparedModel.prepare(
                onnx, new Partition(scheme, true), _ -> CalibrationSet.of(calibration, null, name), _ -> {});
    }
}

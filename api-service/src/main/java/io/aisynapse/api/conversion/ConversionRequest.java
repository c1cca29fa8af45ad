package io.aisynapse.api.conversion;

import io.aisynapse.api.dataset.StoredDataset;
import io.aisynapse.api.model.CheckedModel;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What shall be converted and how; everything in it was found to exist. */
public record ConversionRequest(
        UUID tenantId, CheckedModel model, @Nullable StoredDataset calibration, ConversionSettings settings) {
    /** Equal for requests that give the same program; the model is compared beside it. */
    String equality() {
        StoredDataset samples = calibration;
        return String.join(
                "|",
                settings.scheme(),
                Integer.toString(settings.timeSteps()),
                settings.chip(),
                Integer.toString(settings.calibrationSamples()),
                Long.toString(settings.seed()),
                settings.hybrid(),
                settings.nir() == null ? "-" : ProtocolJson.mapper().writeValueAsString(settings.nir()),
                settings.choice() == null ? "-" : ProtocolJson.mapper().writeValueAsString(settings.choice()),
                String.valueOf(settings.inputRange()),
                samples == null ? "-" : samples.reference().inputsDigest(),
                samples == null ? "-" : String.valueOf(samples.reference().labelsDigest()));
    }
}

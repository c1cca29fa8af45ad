package io.aisynapse.api.conversion;

import io.aisynapse.api.dataset.StoredDataset;
import io.aisynapse.api.model.CheckedModel;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What shall be converted and how; everything in it was found to exist.
 *
 * @param ownChips profiles that the settings name and that do not come with the service
 */
public record ConversionRequest(
        UUID tenantId,
        CheckedModel model,
        @Nullable StoredDataset calibration,
        ConversionSettings settings,
        List<ChipSpec> ownChips) {
    public ConversionRequest {
        ownChips = List.copyOf(ownChips);
    }

    /** Entries of the own profiles by name, for who converts; null when there are none. */
    @Nullable
    Map<String, Map<String, String>> profiles() {
        if (ownChips.isEmpty()) {
            return null;
        }
        Map<String, Map<String, String>> profiles = new TreeMap<>();
        ownChips.forEach(chip -> profiles.put(chip.name(), chip.entries()));
        return profiles;
    }

    /** A name may stand for another profile later, so that its digest counts. */
    private String chips() {
        return settings.chip()
                + ownChips.stream().map(chip -> "@" + chip.digest()).collect(Collectors.joining());
    }

    /** Equal for requests that give the same program; the model is compared beside it. */
    String equality() {
        StoredDataset samples = calibration;
        return String.join(
                "|",
                settings.scheme(),
                Integer.toString(settings.timeSteps()),
                chips(),
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

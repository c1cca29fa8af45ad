package io.aisynapse.api.model;

import io.aisynapse.protocol.work.WorkResult.ModelSummary;
import java.util.UUID;

/** A READY model as other features see it. */
public record CheckedModel(UUID id, String name, String digest, long sizeBytes, ModelSummary summary) {
    /**
     * Values of one sample: the product of the input's dimensions; a batch axis of 1 or unknown size does not count.
     */
    public long sampleElements() {
        return summary.inputDimensions().stream()
                .filter(dimension -> dimension > 0)
                .mapToLong(Integer::longValue)
                .reduce(1, Math::multiplyExact);
    }
}

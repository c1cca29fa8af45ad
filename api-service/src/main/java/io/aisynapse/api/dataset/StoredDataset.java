package io.aisynapse.api.dataset;

import io.aisynapse.protocol.work.WorkOrder.DatasetReference;
import java.util.List;
import java.util.UUID;

/** A dataset as other features see it. */
public record StoredDataset(UUID id, List<Integer> sampleDimensions, DatasetReference reference) {
    /** Values of one sample. */
    public long sampleElements() {
        return sampleDimensions.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
}

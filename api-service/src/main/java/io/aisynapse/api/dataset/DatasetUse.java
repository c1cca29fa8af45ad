package io.aisynapse.api.dataset;

import java.util.UUID;

/** A feature that may still need a dataset. */
public interface DatasetUse {
    /** Whether unfinished work needs it, so that it may not be deleted now. */
    boolean usesDataset(UUID datasetId);
}

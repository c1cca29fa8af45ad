package io.aisynapse.api.model;

import java.util.UUID;

/** A feature that may still need a model. */
public interface ModelUse {
    /** Whether unfinished work needs it, so that it may not be deleted now. */
    boolean uses(UUID modelId);
}

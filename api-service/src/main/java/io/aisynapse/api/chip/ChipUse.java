package io.aisynapse.api.chip;

import java.util.UUID;

/** A feature that may still need a user's chip profile. */
public interface ChipUse {
    /** Whether unfinished work names it, so that it may not be deleted now. */
    boolean usesChip(UUID tenantId, String name);
}

package io.aisynapse.api.security;

import java.util.Optional;

/** Knows the API keys; implemented where they are kept. */
public interface KeyDirectory {
    /** The caller whose active key this is. */
    Optional<Caller> callerOf(String key);
}

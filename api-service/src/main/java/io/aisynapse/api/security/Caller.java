package io.aisynapse.api.security;

import java.util.UUID;

/** A user's program, known by its API key: all that it sees belongs to its tenant. */
public record Caller(UUID tenantId) {}

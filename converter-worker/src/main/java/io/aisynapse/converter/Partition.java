package io.aisynapse.converter;

import io.aisynapse.core.convert.Scheme;

/**
 * Which part of a model becomes spikes.
 *
 * @param scheme what it cannot express goes to the remainder
 * @param mayBeHybrid whether there may be a remainder at all
 */
public record Partition(Scheme scheme, boolean mayBeHybrid) {}

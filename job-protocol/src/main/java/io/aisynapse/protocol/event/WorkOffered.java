package io.aisynapse.protocol.event;

import io.aisynapse.protocol.state.WorkKind;

/** Something can be claimed. The record's value on {@link Topics#CONVERSION_REQUESTS} and {@link Topics#SHARD_WORK}. */
public record WorkOffered(String workId, WorkKind kind) {}

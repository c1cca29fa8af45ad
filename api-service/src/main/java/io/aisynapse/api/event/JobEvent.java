package io.aisynapse.api.event;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a job's history.
 *
 * @param sequence 1, 2, 3 … without gaps
 * @param type {@code job.state}, {@code job.progress} or {@code conversion.progress}
 * @param state of the job
 */
public record JobEvent(
        long sequence, String type, String state, @Nullable String stage, int done, int total, OffsetDateTime at) {}

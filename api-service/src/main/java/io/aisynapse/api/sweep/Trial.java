package io.aisynapse.api.sweep;

import io.aisynapse.protocol.problem.Problem;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One value of a sweep.
 *
 * @param jobId of its run; null when the profile with this value makes no sense
 * @param errors why it makes none
 */
record Trial(String value, @Nullable UUID jobId, List<Problem> errors) {
    Trial {
        errors = List.copyOf(errors);
    }
}

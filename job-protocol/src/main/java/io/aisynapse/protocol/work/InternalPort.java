package io.aisynapse.protocol.work;

import io.aisynapse.protocol.state.WorkKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The internal port of api-service as its bodies and paths: workers claim, beat, commit, fail and release through it
 * and never see the database. Every call carries {@code Authorization: Bearer <internal token>}.
 *
 * <pre>
 *   POST /internal/v1/work/claim            Claim        → 200 Lease | 204 nothing to claim
 *   POST /internal/v1/work/{id}/beat        Beat         → 200 BeatAnswer | 409 the attempt is no longer yours
 *   POST /internal/v1/work/{id}/commit      Commit       → 204 | 409
 *   POST /internal/v1/work/{id}/fail        Fail         → 204 | 409
 *   POST /internal/v1/work/{id}/release     Release      → 204 | 409
 *   POST /internal/v1/nodes                 Registration → 204 (also the node's heartbeat)
 * </pre>
 */
public final class InternalPort {
    public static final String PREFIX = "/internal/v1";

    /**
     * @param workId the offered piece, or null for any READY one of that kind
     */
    public record Claim(WorkKind kind, @Nullable String workId, String workerId) {}

    /** @param checkpoint digest of the newest that an earlier attempt told of; null without */
    public record Lease(
            String workId,
            int attempt,
            long leaseMillis,
            WorkOrder order,
            @Nullable String checkpoint) {
        public Lease(String workId, int attempt, long leaseMillis, WorkOrder order) {
            this(workId, attempt, leaseMillis, order, null);
        }
    }

    /**
     * @param stage what is being done, for people
     * @param done of {@code total} steps
     * @param checkpoint digest of a blob from which another attempt can go on; null when there is none that is new
     */
    public record Beat(
            int attempt,
            String stage,
            int done,
            int total,
            @Nullable String checkpoint) {
        public Beat(int attempt, String stage, int done, int total) {
            this(attempt, stage, done, total, null);
        }
    }

    public record BeatAnswer(boolean cancelled) {}

    public record Commit(int attempt, WorkResult result) {}

    public record Fail(int attempt, WorkFailure failure) {}

    /** @param checkpoint as of a beat */
    public record Release(int attempt, @Nullable String checkpoint) {
        public Release(int attempt) {
            this(attempt, null);
        }
    }

    public record Registration(String nodeId, String state, String version, List<ChipDescription> chips) {}

    /** One emulated chip of a node; its profile as data in {@code properties}. */
    public record ChipDescription(String name, String profile, int cores, Map<String, Object> properties) {}

    private InternalPort() {}
}

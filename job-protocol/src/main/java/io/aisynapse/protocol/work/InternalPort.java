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

    public record Lease(String workId, int attempt, long leaseMillis, WorkOrder order) {}

    /**
     * @param stage what is being done, for people
     * @param done of {@code total} steps
     */
    public record Beat(int attempt, String stage, int done, int total) {}

    public record BeatAnswer(boolean cancelled) {}

    public record Commit(int attempt, WorkResult result) {}

    public record Fail(int attempt, WorkFailure failure) {}

    public record Release(int attempt) {}

    public record Registration(String nodeId, String state, String version, List<ChipDescription> chips) {}

    /** One emulated chip of a node; its profile as data in {@code properties}. */
    public record ChipDescription(String name, String profile, int cores, Map<String, Object> properties) {}

    private InternalPort() {}
}

package io.aisynapse.protocol.client;

import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.InternalPort.BeatAnswer;
import io.aisynapse.protocol.work.InternalPort.Claim;
import io.aisynapse.protocol.work.InternalPort.Commit;
import io.aisynapse.protocol.work.InternalPort.Fail;
import io.aisynapse.protocol.work.InternalPort.Lease;
import io.aisynapse.protocol.work.InternalPort.Registration;
import io.aisynapse.protocol.work.InternalPort.Release;
import java.io.IOException;
import java.util.Optional;

/**
 * The internal port as a worker uses it. An {@link IOException} means that the service could not be reached or could
 * not answer: the call may be repeated, since each is guarded by the attempt.
 */
public interface WorkPort {
    /** Empty when there is nothing to claim. */
    Optional<Lease> claim(Claim claim) throws IOException;

    /** Empty when the attempt is no longer ours. */
    Optional<BeatAnswer> beat(String workId, Beat beat) throws IOException;

    /** False when the attempt is no longer ours; then nothing was kept. */
    boolean commit(String workId, Commit commit) throws IOException;

    /** False when the attempt is no longer ours. */
    boolean fail(String workId, Fail fail) throws IOException;

    /** False when the attempt is no longer ours. */
    boolean release(String workId, Release release) throws IOException;

    /** Registers a node, or says that it still lives. */
    void register(Registration registration) throws IOException;
}

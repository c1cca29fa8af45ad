package io.aisynapse.api.work;

import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.protocol.work.InternalPort;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.InternalPort.BeatAnswer;
import io.aisynapse.protocol.work.InternalPort.Claim;
import io.aisynapse.protocol.work.InternalPort.Commit;
import io.aisynapse.protocol.work.InternalPort.Fail;
import io.aisynapse.protocol.work.InternalPort.Lease;
import io.aisynapse.protocol.work.InternalPort.Release;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The internal port's work half over HTTP. */
@RestController
@RequestMapping(path = InternalPort.PREFIX + "/work", consumes = "application/json")
class WorkController {
    private final WorkService work;
    private final InternalBodies bodies;

    WorkController(WorkService work, InternalBodies bodies) {
        this.work = work;
        this.bodies = bodies;
    }

    @PostMapping("/claim")
    ResponseEntity<byte[]> claim(InputStream body) throws IOException {
        return work.claim(bodies.read(body, Claim.class))
                .map(lease -> bodies.answer(lease, Lease.class))
                .orElse(ResponseEntity.noContent().build());
    }

    @PostMapping("/{id}/beat")
    ResponseEntity<byte[]> beat(@PathVariable String id, InputStream body) throws IOException {
        return bodies.answer(work.beat(idOf(id), bodies.read(body, Beat.class)), BeatAnswer.class);
    }

    @PostMapping("/{id}/commit")
    ResponseEntity<byte[]> commit(@PathVariable String id, InputStream body) throws IOException {
        work.commit(idOf(id), bodies.read(body, Commit.class));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/fail")
    ResponseEntity<byte[]> fail(@PathVariable String id, InputStream body) throws IOException {
        work.fail(idOf(id), bodies.read(body, Fail.class));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/release")
    ResponseEntity<byte[]> release(@PathVariable String id, InputStream body) throws IOException {
        work.release(idOf(id), bodies.read(body, Release.class));
        return ResponseEntity.noContent().build();
    }

    private static UUID idOf(String text) {
        UUID id = ResourceIds.parse(text);
        if (id == null) {
            throw ProblemException.notFound("work");
        }
        return id;
    }
}

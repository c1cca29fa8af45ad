package io.aisynapse.api.web;

import io.aisynapse.protocol.artifact.ArtifactStore;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Answers with the bytes of a blob, their length and their digest. */
@Component
public final class BlobAnswers {
    private final ArtifactStore store;

    BlobAnswers(ArtifactStore store) {
        this.store = store;
    }

    public ResponseEntity<Resource> answer(String digest, String mediaType) throws IOException {
        String sha256 =
                Base64.getEncoder().encodeToString(HexFormat.of().parseHex(digest.substring("sha256:".length())));
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(mediaType))
                .contentLength(store.size(digest))
                .header("Repr-Digest", "sha-256=:" + sha256 + ":")
                .body(new InputStreamResource(store.open(digest)));
    }
}

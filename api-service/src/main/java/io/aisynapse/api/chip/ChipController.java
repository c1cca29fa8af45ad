package io.aisynapse.api.chip;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.api.security.Caller;
import io.aisynapse.api.web.Listed;
import io.aisynapse.api.web.UploadBody;
import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Chip profiles over HTTP. */
@RestController
@RequestMapping("/v1/chips")
class ChipController {
    private static final Set<String> TYPES = Set.of("application/json", "application/yaml");

    private final Chips chips;
    private final ApiSettings settings;

    ChipController(Chips chips, ApiSettings settings) {
        this.chips = chips;
        this.settings = settings;
    }

    @GetMapping
    Listed<Chips.ChipView> list(@AuthenticationPrincipal Caller caller) {
        return new Listed<>(chips.views(caller.tenantId()));
    }

    @GetMapping("/schema")
    ResponseEntity<String> schema() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(ChipProfiles.schema());
    }

    @GetMapping("/{name}")
    Chips.ChipView get(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
        return chips.view(caller.tenantId(), name);
    }

    @PostMapping
    ResponseEntity<Chips.ChipView> upload(@AuthenticationPrincipal Caller caller, HttpServletRequest request)
            throws IOException {
        InputStream body = UploadBody.open(request, TYPES, settings.limits().jsonBytes(), "empty-profile");
        String text = text(body.readAllBytes());
        UUID tenant = caller.tenantId();
        ChipSpec chip = Chips.checked(() -> ChipProfiles.read(text, base -> chips.named(tenant, base)));
        Chips.Kept kept = chips.keep(tenant, chip);
        return ResponseEntity.status(kept.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .location(URI.create("/v1/chips/" + chip.name()))
                .body(kept.view());
    }

    /** The schema has the place of a name, and stays. */
    @DeleteMapping("/{name:(?!schema$).+}")
    ResponseEntity<Void> delete(@AuthenticationPrincipal Caller caller, @PathVariable String name) {
        chips.delete(caller.tenantId(), name);
        return ResponseEntity.noContent().build();
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(HttpStatus.BAD_REQUEST, "bad-profile", "The body is no text in UTF-8.");
        }
    }
}

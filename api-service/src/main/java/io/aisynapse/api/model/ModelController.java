package io.aisynapse.api.model;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.model.Models.ModelView;
import io.aisynapse.api.security.Caller;
import io.aisynapse.api.web.Names;
import io.aisynapse.api.web.Paging;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.api.web.UploadBody;
import io.aisynapse.protocol.state.ModelState;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Models over HTTP. */
@RestController
@RequestMapping("/v1/models")
class ModelController {
    private static final Set<String> TYPES =
            Set.of("application/octet-stream", "application/onnx", "application/x-hdf5");

    private final ModelUploads uploads;
    private final Models models;
    private final ApiSettings settings;

    ModelController(ModelUploads uploads, Models models, ApiSettings settings) {
        this.uploads = uploads;
        this.models = models;
        this.settings = settings;
    }

    @PostMapping
    ResponseEntity<ModelView> upload(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String name,
            HttpServletRequest request)
            throws IOException, InterruptedException {
        InputStream body = UploadBody.open(request, TYPES, settings.limits().uploadBytes(), "empty-model");
        ModelView model = uploads.upload(caller.tenantId(), Names.check(name, "name", "model"), body);
        if (model.state() == ModelState.REJECTED) {
            throw Models.rejection(model.findings());
        }
        URI location = URI.create("/v1/models/" + model.id());
        return model.state() == ModelState.READY
                ? ResponseEntity.created(location).body(model)
                : ResponseEntity.accepted()
                        .location(location)
                        .header("Retry-After", "2")
                        .body(model);
    }

    @GetMapping
    Paging.Page<ModelView> list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return models.page(new Paging.Query(caller.tenantId(), "models", limit, cursor));
    }

    @GetMapping("/{id}")
    ModelView get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        return models.view(caller.tenantId(), ResourceIds.inPath(id, "model"));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        UUID modelId = ResourceIds.inPath(id, "model");
        models.delete(caller.tenantId(), modelId);
        return ResponseEntity.noContent().build();
    }
}

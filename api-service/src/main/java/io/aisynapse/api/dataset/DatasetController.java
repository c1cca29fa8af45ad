package io.aisynapse.api.dataset;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.dataset.Datasets.DatasetView;
import io.aisynapse.api.security.Caller;
import io.aisynapse.api.web.Names;
import io.aisynapse.api.web.Paging;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.api.web.UploadBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Set;
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

/** Datasets over HTTP. */
@RestController
@RequestMapping("/v1/datasets")
class DatasetController {
    private static final Set<String> TYPES = Set.of("application/octet-stream");

    private final DatasetUploads uploads;
    private final Datasets datasets;
    private final ApiSettings settings;

    DatasetController(DatasetUploads uploads, Datasets datasets, ApiSettings settings) {
        this.uploads = uploads;
        this.datasets = datasets;
        this.settings = settings;
    }

    @PostMapping
    ResponseEntity<DatasetView> upload(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(required = false) @Nullable String inputs,
            @RequestParam(required = false) @Nullable String labels,
            HttpServletRequest request)
            throws IOException {
        InputStream body = UploadBody.open(request, TYPES, settings.limits().uploadBytes(), "empty-dataset");
        String checked = Names.check(name, "name", "dataset");
        DatasetUploads.Members members = new DatasetUploads.Members(
                Names.check(inputs, "inputs", "x"), Names.check(labels, "labels", "y"), labels != null);
        DatasetView dataset = uploads.upload(caller.tenantId(), checked, members, body);
        return ResponseEntity.created(URI.create("/v1/datasets/" + dataset.id()))
                .body(dataset);
    }

    @GetMapping
    Paging.Page<DatasetView> list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return datasets.page(new Paging.Query(caller.tenantId(), "datasets", limit, cursor));
    }

    @GetMapping("/{id}")
    DatasetView get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        return datasets.view(caller.tenantId(), ResourceIds.inPath(id, "dataset"));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        datasets.delete(caller.tenantId(), ResourceIds.inPath(id, "dataset"));
        return ResponseEntity.noContent().build();
    }
}

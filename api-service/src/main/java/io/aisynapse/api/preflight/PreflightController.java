package io.aisynapse.api.preflight;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.api.security.Caller;
import io.aisynapse.api.web.UploadBody;
import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.work.WorkResult.PreflightReport;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Preflights over HTTP. */
@RestController
class PreflightController {
    private static final Set<String> TYPES =
            Set.of("application/octet-stream", "application/onnx", "application/x-hdf5");
    private static final List<String> SCHEMES = List.of("rate", "rate-signed", "serial", "graded", "differential");

    private final Preflights preflights;
    private final ApiSettings settings;

    PreflightController(Preflights preflights, ApiSettings settings) {
        this.preflights = preflights;
        this.settings = settings;
    }

    @PostMapping("/v1/models:preflight")
    PreflightReport preflight(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String scheme,
            HttpServletRequest request)
            throws IOException, InterruptedException {
        InputStream body = UploadBody.open(request, TYPES, settings.limits().uploadBytes(), "empty-model");
        return preflights.run(caller.tenantId(), checked(scheme), body);
    }

    private static String checked(@Nullable String scheme) {
        if (scheme == null) {
            return SCHEMES.getFirst();
        }
        if (!SCHEMES.contains(scheme)) {
            throw ProblemException.refused(
                    "There is no such coding scheme.",
                    List.of(new Problem(
                            "bad-value",
                            "scheme",
                            "There is no such coding scheme.",
                            scheme.length() > 64 ? scheme.length() + " characters" : scheme,
                            "one of " + SCHEMES,
                            "choose one of them")));
        }
        return scheme;
    }
}

package io.aisynapse.api.key;

import io.aisynapse.api.web.JsonBodies;
import io.aisynapse.api.web.JsonFields;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Keys are made by the administrator. */
@RestController
class KeyController {
    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private final ApiKeys keys;
    private final JsonBodies bodies;

    KeyController(ApiKeys keys, JsonBodies bodies) {
        this.keys = keys;
        this.bodies = bodies;
    }

    @PostMapping(path = "/v1/keys", consumes = "application/json")
    ResponseEntity<ApiKeys.NewKey> create(InputStream body) throws IOException {
        JsonFields fields = bodies.read(body);
        String name = fields.name("name");
        String tenant = fields.textOr("tenant", "default", TENANT, "1 to 63 lower-case letters, digits or dashes");
        fields.end();
        return ResponseEntity.status(HttpStatus.CREATED).body(keys.create(name, tenant));
    }
}

package io.aisynapse.standalone;

import io.aisynapse.standalone.client.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * A service that a command calls: one that runs already, or one that it starts and stops again.
 *
 * @param client with a key
 * @param own the service that was started; null for a running one
 * @param folder to remove when it has stopped; null when it stays
 */
record ServiceAccess(
        ApiClient client,
        @Nullable Standalone own,
        @Nullable Path folder) implements AutoCloseable {
    /** The service that {@code --url} and {@code --key} name; empty without them. */
    static Optional<ServiceAccess> running(Options options) throws StartFailure {
        String url = options.text("--url");
        String key = options.text("--key");
        if ((url == null) != (key == null)) {
            throw new StartFailure("A running service is named by --url and --key together.");
        }
        try {
            return url == null || key == null
                    ? Optional.empty()
                    : Optional.of(new ServiceAccess(new ApiClient(URI.create(url), key), null, null));
        } catch (IllegalArgumentException e) {
            throw new StartFailure(
                    "The option --url is %s, wanted an address like http://127.0.0.1:8080.".formatted(url), e);
        }
    }

    /** A service that was just started, with a key of this name. */
    static ServiceAccess to(Standalone service, String keyName, @Nullable Path folder) throws IOException {
        try {
            ApiClient administrator = administrator(service);
            String key = administrator
                    .post("/v1/keys", Map.of("name", keyName))
                    .orThrow()
                    .text("key");
            return new ServiceAccess(administrator.withKey(key), service, folder);
        } catch (IOException e) {
            service.close();
            throw e;
        }
    }

    static ApiClient administrator(Standalone service) {
        return new ApiClient(service.address(), service.secrets().adminToken());
    }

    @Override
    public void close() throws IOException {
        if (own != null) {
            own.close();
        }
        if (folder != null) {
            FileSystemUtils.deleteRecursively(folder);
        }
    }
}

package io.aisynapse.api.key;

import io.aisynapse.api.security.Caller;
import io.aisynapse.api.security.KeyDirectory;
import io.aisynapse.api.web.ResourceIds;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes keys of 256 random bits and a checksum; only their SHA-256 is kept, so a key is seen once. */
@Component
public class ApiKeys implements KeyDirectory {
    private static final String START = "ais_live_";
    private static final int SHOWN_CHARACTERS = START.length() + 4;

    private final JdbcClient jdbc;
    private final ResourceIds ids;
    private final RandomGenerator random;

    ApiKeys(JdbcClient jdbc, ResourceIds ids, RandomGenerator random) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.random = random;
    }

    /** @param key the key itself, in this answer and never again */
    record NewKey(UUID id, String name, String tenant, String key, String prefix, OffsetDateTime createdAt) {}

    /** Creates the tenant too when it is new. */
    @Transactional
    NewKey create(String name, String tenant) {
        UUID tenantId = tenantId(tenant);
        String key = newKey();
        UUID id = ids.next();
        String prefix = key.substring(0, SHOWN_CHARACTERS);
        OffsetDateTime createdAt = jdbc.sql("""
                        INSERT INTO api_key (id, tenant_id, name, prefix, sha256)
                        VALUES (:id, :tenant, :name, :prefix, :sha256) RETURNING created_at
                        """)
                .param("id", id)
                .param("tenant", tenantId)
                .param("name", name)
                .param("prefix", prefix)
                .param("sha256", sha256(key))
                .query(OffsetDateTime.class)
                .single();
        return new NewKey(id, name, tenant, key, prefix, createdAt);
    }

    private UUID tenantId(String tenant) {
        jdbc.sql("INSERT INTO tenant (id, name) VALUES (:id, :name) ON CONFLICT (name) DO NOTHING")
                .param("id", ids.next())
                .param("name", tenant)
                .update();
        return jdbc.sql("SELECT id FROM tenant WHERE name = :name")
                .param("name", tenant)
                .query(UUID.class)
                .single();
    }

    @Override
    public Optional<Caller> callerOf(String key) {
        if (!key.startsWith(START) || !key.endsWith(checksum(key))) {
            return Optional.empty();
        }
        return jdbc.sql("SELECT tenant_id FROM api_key WHERE sha256 = :sha256 AND state = 'ACTIVE'")
                .param("sha256", sha256(key))
                .query(UUID.class)
                .optional()
                .map(Caller::new);
    }

    private String newKey() {
        byte[] bits = new byte[32];
        random.nextBytes(bits);
        String body = START + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        return body + checksum(body + "????????");
    }

    /**
     * CRC-32 of all but the last eight characters, as eight hexadecimal digits: mistyped keys never reach the database.
     */
    private static String checksum(String key) {
        CRC32 crc = new CRC32();
        crc.update(key.substring(0, Math.max(0, key.length() - 8)).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static String sha256(String key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

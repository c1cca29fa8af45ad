package io.aisynapse.api.web;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Pages by id, newest first. A cursor is the last id with a signature bound to tenant and list, so that none can be
 * made up.
 */
@Component
public final class Paging {
    private static final int STANDARD_LIMIT = 50;
    private static final int MOST = 200;
    private static final int SIGNATURE_BYTES = 16;
    /** Above every id there is. */
    private static final UUID START = new UUID(-1, -1);

    private final byte[] secret;

    Paging(ApiSettings settings) {
        this.secret = ("cursor:" + settings.internalToken()).getBytes(StandardCharsets.UTF_8);
    }

    /** @param next null on the last page */
    public record Page<T>(List<T> data, @Nullable String next) {}

    /**
     * @param list names the list and its filter
     * @param cursor and {@code limit} as they came in the query
     */
    public record Query(
            UUID tenantId,
            String list,
            @Nullable String limit,
            @Nullable String cursor) {}

    /** @param rows finds rows below an id, newest first */
    public <R, T> Page<T> page(
            Query query, BiFunction<UUID, Limit, List<R>> rows, Function<R, UUID> idOf, Function<R, T> view) {
        int limit = limit(query.limit());
        UUID before = query.cursor() == null ? START : opened(query, query.cursor());
        List<R> found = rows.apply(before, Limit.of(limit + 1));
        List<R> shown = found.subList(0, Math.min(limit, found.size()));
        String next = found.size() > limit ? sealed(query, idOf.apply(shown.getLast())) : null;
        return new Page<>(shown.stream().map(view).toList(), next);
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return STANDARD_LIMIT;
        }
        if (text.matches("\\d{1,3}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MOST) {
            return Integer.parseInt(text);
        }
        Findings findings = new Findings();
        findings.badValue("limit", text, "an integer from 1 to " + MOST);
        findings.refuse("The limit is not accepted.");
        throw new IllegalStateException("a finding was refused");
    }

    private String sealed(Query query, UUID last) {
        byte[] id = ByteBuffer.allocate(16)
                .putLong(last.getMostSignificantBits())
                .putLong(last.getLeastSignificantBits())
                .array();
        byte[] cursor = ByteBuffer.allocate(16 + SIGNATURE_BYTES)
                .put(id)
                .put(signature(query, id))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    private UUID opened(Query query, String cursor) {
        byte[] bytes = decoded(cursor);
        if (bytes.length == 16 + SIGNATURE_BYTES) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            byte[] id = new byte[16];
            byte[] signature = new byte[SIGNATURE_BYTES];
            buffer.get(id).get(signature);
            if (MessageDigest.isEqual(signature, signature(query, id))) {
                ByteBuffer parts = ByteBuffer.wrap(id);
                return new UUID(parts.getLong(), parts.getLong());
            }
        }
        throw new ProblemException(
                HttpStatus.BAD_REQUEST, "bad-cursor", "The cursor is none that this list gave out to you.");
    }

    private static byte[] decoded(String cursor) {
        try {
            return Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private byte[] signature(Query query, byte[] id) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update((query.tenantId() + "/" + query.list() + "/").getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(mac.doFinal(id), SIGNATURE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}

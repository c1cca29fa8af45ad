package io.aisynapse.api.web;

import io.aisynapse.api.problem.ProblemException;
import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes ids (UUID version 7: milliseconds, then chance; so they sort by time) and reads them back. */
@Component
public final class ResourceIds {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private final Clock clock;
    private final RandomGenerator random;

    ResourceIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public UUID next() {
        long high = clock.millis() << 16 | 0x7000 | random.nextLong() & 0xfff;
        long low = random.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** Null when the text is no id. */
    public static @Nullable UUID parse(String text) {
        return UUID_TEXT.matcher(text).matches() ? UUID.fromString(text) : null;
    }

    /** An id from a path: what is no id names nothing. */
    public static UUID inPath(String text, String what) {
        UUID id = parse(text);
        if (id == null) {
            throw ProblemException.notFound(what);
        }
        return id;
    }
}

package io.aisynapse.core.chip;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The chip profiles that come with the library. */
public final class ChipProfiles {
    private static final List<ChipSpec> ALL = List.of(load("loihi-1"), load("generic"));

    private ChipProfiles() {}

    public static List<ChipSpec> all() {
        return ALL;
    }

    public static Optional<ChipSpec> named(String name) {
        return ALL.stream().filter(chip -> chip.name().equals(name)).findFirst();
    }

    private static ChipSpec load(String name) {
        try (InputStream in = ChipProfiles.class.getResourceAsStream(name + ".properties")) {
            if (in == null) {
                throw new IllegalStateException("the library lacks its chip profile " + name);
            }
            return ChipSpecReader.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

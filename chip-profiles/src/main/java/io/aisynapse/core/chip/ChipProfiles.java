package io.aisynapse.core.chip;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The chip profiles that come with the library, and those that others write. */
public final class ChipProfiles {
    /** A field of {@link #changed}: all cores of one chip in a row, which is four figures of the mesh. */
    public static final String CORES = "mesh.cores";

    private static final List<ChipSpec> ALL = List.of(
            load("loihi-1"), load("generic"), load("loihi-2"), load("truenorth"), load("spinnaker"), load("dynap-cnn"));

    private ChipProfiles() {}

    public static List<ChipSpec> all() {
        return ALL;
    }

    /** Those that scheme {@code auto} tries when nobody names any. */
    public static List<ChipSpec> usual() {
        return ALL.subList(0, 2);
    }

    public static Optional<ChipSpec> named(String name) {
        return ALL.stream().filter(chip -> chip.name().equals(name)).findFirst();
    }

    /**
     * Reads a profile as people write it, YAML or JSON by {@link #schema}.
     *
     * @param known finds a profile by its name, for {@code extends}
     * @throws io.aisynapse.core.finding.RejectedModelException with all findings, code {@code chip-profile}
     */
    public static ChipSpec read(String text, Function<String, Optional<ChipSpec>> known) {
        return ProfileText.read(text, known);
    }

    /**
     * A profile that differs from another in one figure.
     *
     * @param field key of a number or flag, of a cost with its unit: {@code cost.message.picojoules}, or {@link #CORES}
     * @throws io.aisynapse.core.finding.RejectedModelException with all findings, code {@code chip-profile}
     */
    public static ChipSpec changed(ChipSpec base, String field, String value) {
        if (field.equals(CORES)) {
            return withCores(base, value);
        }
        SortedMap<String, String> entries = new TreeMap<>(base.entries());
        String figure = ProfileKeys.isReal(field) ? field.substring(0, field.lastIndexOf('.')) : field;
        if (!value.equals(entries.put(field, value))) {
            entries.put(figure + ".source", "swept");
            entries.put(figure + ".certainty", "assumed");
            entries.put("name", base.name() + "+" + field + "=" + value);
        }
        return ChipSpecReader.read(entries);
    }

    /** One chip of so many tiles of a core each, in a row. */
    private static ChipSpec withCores(ChipSpec base, String value) {
        SortedMap<String, String> entries = new TreeMap<>(base.entries());
        entries.put("name", base.name() + "+" + CORES + "=" + value);
        entries.put("mesh.columns", value);
        for (String one : List.of("mesh.rows", "mesh.coresPerTile", "mesh.maxChips")) {
            entries.put(one, "1");
        }
        for (String figure : List.of("mesh.columns", "mesh.rows", "mesh.coresPerTile", "mesh.maxChips")) {
            entries.put(figure + ".source", "swept");
            entries.put(figure + ".certainty", "assumed");
        }
        return ChipSpecReader.read(entries);
    }

    /** Whether {@link #changed} takes a field. */
    public static boolean isField(String key) {
        if (key.equals(CORES)) {
            return true;
        }
        if (ProfileKeys.isReal(key)) {
            String figure = key.substring(0, key.lastIndexOf('.'));
            return figure.startsWith("cost.") && ProfileKeys.figures().contains(figure);
        }
        return !key.startsWith("cost.") && ProfileKeys.figures().contains(key);
    }

    /** JSON schema (draft 2020-12) of a profile as people write it. */
    public static String schema() {
        return resource("chip-profile.schema.json");
    }

    private static ChipSpec load(String name) {
        return read(resource(name + ".yaml"), _ -> Optional.empty());
    }

    private static String resource(String name) {
        try (InputStream in = ChipProfiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the library lacks its file " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

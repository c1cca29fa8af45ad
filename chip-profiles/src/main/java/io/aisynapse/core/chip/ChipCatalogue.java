package io.aisynapse.core.chip;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Chips by name: those that come with the library, and some that somebody has written. */
public final class ChipCatalogue {
    public static final ChipCatalogue BUILT_IN = new ChipCatalogue(Map.of());

    private final SortedMap<String, ChipSpec> own;

    private ChipCatalogue(Map<String, ChipSpec> own) {
        this.own = new TreeMap<>(own);
    }

    /**
     * @param profiles entries by name; null for none
     * @throws io.aisynapse.core.finding.RejectedModelException with all findings on the first profile that is refused
     */
    public static ChipCatalogue of(@Nullable Map<String, Map<String, String>> profiles) {
        if (profiles == null) {
            return BUILT_IN;
        }
        Map<String, ChipSpec> own = new TreeMap<>();
        profiles.forEach((name, entries) -> own.put(name, ChipSpecReader.read(new TreeMap<>(entries))));
        return new ChipCatalogue(own);
    }

    public Optional<ChipSpec> named(String name) {
        return Optional.ofNullable(own.get(name)).or(() -> ChipProfiles.named(name));
    }

    public List<String> names() {
        List<String> names =
                new ArrayList<>(ChipProfiles.all().stream().map(ChipSpec::name).toList());
        names.addAll(own.keySet());
        return names;
    }
}

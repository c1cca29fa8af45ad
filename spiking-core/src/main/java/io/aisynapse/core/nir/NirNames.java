package io.aisynapse.core.nir;

import java.util.HashSet;
import java.util.Set;

/** Names that every backend can hold: letters, digits and underlines, no two alike. */
final class NirNames {
    private final Set<String> taken = new HashSet<>();

    /** The wish itself if it can be had, else the nearest name. */
    String claim(String wish) {
        String plain = wish.replaceAll("[^A-Za-z0-9_]+", "_").replaceAll("^_+|_+$", "");
        if (plain.isEmpty() || Character.isDigit(plain.charAt(0))) {
            plain = "n" + plain;
        }
        String name = plain;
        for (int i = 2; !taken.add(name); i++) {
            name = plain + "_" + i;
        }
        return name;
    }
}

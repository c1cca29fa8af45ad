package io.aisynapse.node;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The values that were asked for last, by the digest of the blob each was made of. */
final class DigestCache<V> {
    private static final float LOAD_FACTOR = 0.75f;

    private final Loader<V> loader;
    private final int mostEntries;
    private final Map<String, V> entries = new LinkedHashMap<>(16, LOAD_FACTOR, true);

    /** Makes a value of a blob. */
    @FunctionalInterface
    interface Loader<V> {
        V load(String digest) throws IOException;
    }

    DigestCache(Loader<V> loader, int mostEntries) {
        this.loader = loader;
        this.mostEntries = mostEntries;
    }

    /** One value is made at a time, so that two slots do not make the same one. */
    synchronized V get(String digest) throws IOException {
        V known = entries.get(digest);
        if (known != null) {
            return known;
        }
        V loaded = loader.load(digest);
        if (entries.size() >= mostEntries) {
            entries.remove(entries.keySet().iterator().next());
        }
        entries.put(digest, loaded);
        return loaded;
    }
}

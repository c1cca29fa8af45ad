package io.aisynapse.node;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The values that were asked for last, by the digests of what each was made of. */
final class DigestCache<K, V> {
    private static final float LOAD_FACTOR = 0.75f;

    private final Loader<K, V> loader;
    private final int mostEntries;
    private final Map<K, V> entries = new LinkedHashMap<>(16, LOAD_FACTOR, true);

    /** Makes a value of what its digests name. */
    @FunctionalInterface
    interface Loader<K, V> {
        V load(K key) throws IOException;
    }

    DigestCache(Loader<K, V> loader, int mostEntries) {
        this.loader = loader;
        this.mostEntries = mostEntries;
    }

    /** One value is made at a time, so that two slots do not make the same one. */
    synchronized V get(K key) throws IOException {
        V known = entries.get(key);
        if (known != null) {
            return known;
        }
        V loaded = loader.load(key);
        if (entries.size() >= mostEntries) {
            entries.remove(entries.keySet().iterator().next());
        }
        entries.put(key, loaded);
        return loaded;
    }
}

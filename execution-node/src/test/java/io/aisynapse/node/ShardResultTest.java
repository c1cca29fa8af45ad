package io.aisynapse.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardResultTest {
    @Test
    void theBytesAreWrittenMemberByMember() {
        ShardResult result = new ShardResult(
                32,
                new double[][] {{1, -0.5}, {1e-9, 2}},
                new long[] {0, 1},
                new long[] {0, 0},
                new long[] {7, 8},
                new long[] {70, 80},
                new long[] {3, 16});
        assertEquals(
                "{\"first\":32,\"count\":2,\"outputs\":[[1.0,-0.5],[1.0E-9,2.0]],\"classes\":[0,1],"
                        + "\"original_classes\":[0,0],\"spikes\":[7,8],\"synaptic_operations\":[70,80],"
                        + "\"exit_ticks\":[3,16]}",
                new String(result.toJson(), StandardCharsets.UTF_8));
    }

    @Test
    void aRegressionHasNoClasses() {
        ShardResult result =
                new ShardResult(0, new double[][] {{1.5}}, null, null, new long[] {7}, new long[] {70}, null);
        assertEquals(
                "{\"first\":0,\"count\":1,\"outputs\":[[1.5]],\"classes\":null,\"original_classes\":null,"
                        + "\"spikes\":[7],\"synaptic_operations\":[70],\"exit_ticks\":null}",
                new String(result.toJson(), StandardCharsets.UTF_8));
    }

    @Test
    void theCacheKeepsWhatWasAskedForLast() throws IOException {
        List<String> loaded = new ArrayList<>();
        DigestCache<String, String> cache = new DigestCache<>(
                digest -> {
                    loaded.add(digest);
                    return digest + "!";
                },
                2);
        for (String digest : List.of("a", "b", "a", "c", "a", "b")) {
            assertEquals(digest + "!", cache.get(digest));
        }
        assertEquals(List.of("a", "b", "c", "b"), loaded);
    }

    @Test
    void unknownKernelsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> EngineSettings.of(1, "fast"));
    }
}

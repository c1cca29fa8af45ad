package io.aisynapse.api.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an upload turned out to be.
 *
 * @param digest of the bytes as they were sent, and {@code sizeBytes} of them
 */
record ReadDataset(
        int samples,
        List<Integer> sampleDimensions,
        String inputsDigest,
        @Nullable String labelsDigest,
        String digest,
        long sizeBytes) {}

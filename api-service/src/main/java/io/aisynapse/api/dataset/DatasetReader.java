package io.aisynapse.api.dataset;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.protocol.array.ArrayFormatException;
import io.aisynapse.protocol.array.NpyArray;
import io.aisynapse.protocol.array.NpyHeader;
import io.aisynapse.protocol.array.NpyValues;
import io.aisynapse.protocol.artifact.ArtifactStore;
import io.aisynapse.protocol.artifact.ArtifactStore.StagedArtifact;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Turns a user's arrays, block by block, into the two kinds that the store holds: float32 inputs and int64 labels. */
@Component
class DatasetReader {
    private static final int BLOCK = 1 << 14;
    private static final long MOST_SAMPLE_ELEMENTS = 1 << 24;

    private final ArtifactStore store;
    private final ApiSettings settings;

    DatasetReader(ArtifactStore store, ApiSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** An array on its way into the store. */
    record ArrivedArray(StagedArtifact bytes, NpyHeader header) implements Closeable {
        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }

    ArrivedArray inputs(InputStream npy) throws IOException {
        NpyValues values = new NpyValues(new BufferedInputStream(npy));
        checkSamples(values.header());
        return store(values, "<f4", out -> copyFloats(values, out));
    }

    /** @param samples as many labels are wanted */
    ArrivedArray labels(InputStream npy, int samples) throws IOException {
        NpyValues values = new NpyValues(new BufferedInputStream(npy));
        NpyHeader header = values.header();
        if (header.shape().length != 1 || header.rows() != samples || !values.areIntegers()) {
            throw new ArrayFormatException(
                    "bad-labels",
                    "labels " + header.toText(),
                    samples + " integers on one axis, one class a sample",
                    "save class numbers as an integer array as long as the inputs");
        }
        return store(values, "<i8", out -> copyLongs(values, out));
    }

    private void checkSamples(NpyHeader header) throws ArrayFormatException {
        int most = settings.limits().samples();
        if (header.shape().length < 2 || header.rows() < 1 || header.rows() > most || header.rowElements() < 1) {
            throw new ArrayFormatException(
                    "bad-shape",
                    "inputs " + header.toText(),
                    "1 to " + most + " samples on the first axis and their values on further ones",
                    "shape the inputs as samples × values");
        }
        if (header.rowElements() > MOST_SAMPLE_ELEMENTS
                || header.elements() > settings.limits().arrayBytes() / 4) {
            throw new ArrayFormatException(
                    "too-large",
                    "inputs " + header.toText(),
                    "at most " + settings.limits().arrayBytes() + " bytes as float32",
                    "send fewer samples at once");
        }
    }

    static List<Integer> sampleDimensions(NpyHeader header) {
        List<Integer> dimensions = new ArrayList<>();
        for (int axis = 1; axis < header.shape().length; axis++) {
            dimensions.add(Math.toIntExact(header.shape()[axis]));
        }
        return dimensions;
    }

    private interface Copy {
        void to(OutputStream out) throws IOException;
    }

    private ArrivedArray store(NpyValues values, String dtype, Copy copy) throws IOException {
        NpyHeader header = new NpyHeader(dtype, false, values.header().shape());
        Path plain = Files.createTempFile("dataset", ".npy");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(plain))) {
                out.write(NpyArray.headerBytes(header));
                copy.to(out);
                values.expectEnd();
            }
            try (InputStream in = Files.newInputStream(plain)) {
                return new ArrivedArray(store.stage(in), header);
            }
        } finally {
            Files.deleteIfExists(plain);
        }
    }

    private static void copyFloats(NpyValues values, OutputStream out) throws IOException {
        float[] block = new float[BLOCK];
        long index = 0;
        for (int count = values.next(block); count > 0; count = values.next(block)) {
            for (int i = 0; i < count; i++) {
                if (!Float.isFinite(block[i])) {
                    throw notFinite(values.header(), index + i, block[i]);
                }
            }
            out.write(NpyArray.bytesOf(block, count));
            index += count;
        }
    }

    private static ArrayFormatException notFinite(NpyHeader header, long index, float value) {
        long row = header.rowElements();
        return new ArrayFormatException(
                "non-finite-value",
                "%s in sample %d at value %d".formatted(value, index / row, index % row),
                "values that float32 can hold",
                "replace NaN and infinity before saving");
    }

    private static void copyLongs(NpyValues values, OutputStream out) throws IOException {
        long[] block = new long[BLOCK];
        for (int count = values.next(block); count > 0; count = values.next(block)) {
            for (int i = 0; i < count; i++) {
                if (block[i] < 0 || block[i] > Integer.MAX_VALUE) {
                    throw new ArrayFormatException(
                            "bad-labels", "label " + block[i], "classes from 0 on", "number the classes from 0");
                }
            }
            out.write(NpyArray.bytesOf(block, count));
        }
    }
}

package io.aisynapse.standalone.bench;

import io.aisynapse.protocol.array.NpyValues;
import io.aisynapse.protocol.array.NpzFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Rows of an array in a file of {@code numpy.savez}.
 *
 * @param rows each flat in row-major order
 * @param dimensions of one row
 */
public record Rows(float[][] rows, int[] dimensions) {
    private static final long LARGEST_ARRAY_BYTES = 1L << 31;

    /** @param most how many rows to read at most */
    public static Rows read(Path file, String array, int most) throws IOException {
        try (NpzFile npz = NpzFile.open(file, LARGEST_ARRAY_BYTES);
                InputStream npy = npz.open(array)) {
            NpyValues values = new NpyValues(npy);
            long[] shape = values.header().shape();
            int count = (int) Math.min(most, values.header().rows());
            float[][] rows = new float[count][Math.toIntExact(values.header().rowElements())];
            for (float[] row : rows) {
                if (values.next(row) < row.length) {
                    throw new EOFException("array " + array + " of " + file + " ends early");
                }
            }
            int[] dimensions = new int[shape.length - 1];
            for (int i = 0; i < dimensions.length; i++) {
                dimensions[i] = Math.toIntExact(shape[i + 1]);
            }
            return new Rows(rows, dimensions);
        }
    }

    /** The one value of each row, as a class. */
    long[] classes() {
        long[] classes = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            classes[i] = (long) rows[i][0];
        }
        return classes;
    }
}

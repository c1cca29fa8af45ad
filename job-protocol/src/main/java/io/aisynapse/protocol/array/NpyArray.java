package io.aisynapse.protocol.array;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Arrays in NumPy's .npy format. The artefact store holds two kinds only: float32 inputs and int64 labels, both little
 * endian and in C order; {@link NpyValues} reads what users send.
 */
public final class NpyArray {
    private static final String FLOAT32 = "<f4";
    private static final String INT64 = "<i8";
    private static final int ALIGNMENT = 64;

    private NpyArray() {}

    /** Reads the header and leaves the stream at the first value. */
    public static NpyHeader header(InputStream npy) throws IOException {
        return NpyHeaderParser.parse(npy);
    }

    /**
     * Rows {@code first} to {@code first + count − 1} of a float32 array in C order.
     *
     * @return one flattened row for each entry of the first axis
     */
    public static float[][] readFloatRows(InputStream npy, int first, int count) throws IOException {
        NpyHeader header = expect(header(npy), FLOAT32, first, count);
        int rowElements = Math.toIntExact(header.rowElements());
        npy.skipNBytes(Math.multiplyExact(4L * first, rowElements));
        float[][] rows = new float[count][];
        byte[] bytes = new byte[Math.multiplyExact(4, rowElements)];
        for (int i = 0; i < count; i++) {
            readFully(npy, bytes);
            rows[i] = new float[rowElements];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(rows[i]);
        }
        return rows;
    }

    /** Values {@code first} to {@code first + count − 1} of a one-dimensional int64 array. */
    public static long[] readLongs(InputStream npy, int first, int count) throws IOException {
        NpyHeader header = expect(header(npy), INT64, first, count);
        if (header.shape().length != 1) {
            throw new ArrayFormatException("bad-shape", header.toText(), "one axis", "flatten the array");
        }
        npy.skipNBytes(8L * first);
        byte[] bytes = new byte[Math.multiplyExact(8, count)];
        readFully(npy, bytes);
        long[] values = new long[count];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
        return values;
    }

    /** Writes rows as a float32 array of {@code rows.length × sampleShape}. */
    public static void writeFloatRows(OutputStream out, float[][] rows, long... sampleShape) throws IOException {
        long[] shape = new long[sampleShape.length + 1];
        shape[0] = rows.length;
        System.arraycopy(sampleShape, 0, shape, 1, sampleShape.length);
        NpyHeader header = new NpyHeader(FLOAT32, false, shape);
        out.write(headerBytes(header));
        for (float[] row : rows) {
            if (row.length != header.rowElements()) {
                throw new IllegalArgumentException(
                        "a row has %d values, the shape needs %d".formatted(row.length, header.rowElements()));
            }
            out.write(bytesOf(row, row.length));
        }
    }

    /** Writes a one-dimensional int64 array. */
    public static void writeLongs(OutputStream out, long[] values) throws IOException {
        out.write(headerBytes(new NpyHeader(INT64, false, new long[] {values.length})));
        out.write(bytesOf(values, values.length));
    }

    /** The header alone, for writers that stream their values behind it; padded to 64 bytes as NumPy does. */
    public static byte[] headerBytes(NpyHeader header) {
        String axes = Arrays.stream(header.shape()).mapToObj(Long::toString).collect(Collectors.joining(", "));
        String text = "{'descr': '%s', 'fortran_order': %s, 'shape': (%s%s), }"
                .formatted(
                        header.dtype(),
                        header.fortranOrder() ? "True" : "False",
                        axes,
                        header.shape().length == 1 ? "," : "");
        int unpadded = 10 + text.length() + 1;
        int padding = Math.floorMod(-unpadded, ALIGNMENT);
        byte[] body = (text + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(10 + body.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) body.length)
                .put(body)
                .array();
    }

    /** The first {@code count} values as little-endian float32. */
    public static byte[] bytesOf(float[] values, int count) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(4, count)).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values, 0, count);
        return buffer.array();
    }

    /** The first {@code count} values as little-endian int64. */
    public static byte[] bytesOf(long[] values, int count) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(8, count)).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(values, 0, count);
        return buffer.array();
    }

    private static NpyHeader expect(NpyHeader header, String dtype, int first, int count) throws ArrayFormatException {
        if (!header.dtype().equals(dtype) || header.fortranOrder() || header.shape().length == 0) {
            throw new ArrayFormatException(
                    "unsupported-dtype", header.toText(), dtype + " in C order", "store the array in that type");
        }
        if (first < 0 || count < 0 || (long) first + count > header.rows()) {
            throw new IllegalArgumentException(
                    "rows %d to %d of %d".formatted(first, (long) first + count - 1, header.rows()));
        }
        return header;
    }

    private static void readFully(InputStream npy, byte[] bytes) throws IOException {
        if (npy.readNBytes(bytes, 0, bytes.length) < bytes.length) {
            throw new EOFException("the array ends before its last value");
        }
    }
}

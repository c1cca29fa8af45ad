package io.aisynapse.protocol.array;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * The values of a user's array one block after the other, whatever number type they have. Never holds more than a
 * block, so its memory does not depend on what the file says of its size.
 */
public final class NpyValues {
    /** Bytes of an element by NumPy's kind and size. */
    private static final Map<String, Integer> WIDTHS = Map.ofEntries(
            Map.entry("b1", 1),
            Map.entry("i1", 1),
            Map.entry("u1", 1),
            Map.entry("i2", 2),
            Map.entry("u2", 2),
            Map.entry("i4", 4),
            Map.entry("u4", 4),
            Map.entry("i8", 8),
            Map.entry("u8", 8),
            Map.entry("f2", 2),
            Map.entry("f4", 4),
            Map.entry("f8", 8));

    private final InputStream npy;
    private final NpyHeader header;
    private final String type;
    private final ByteOrder order;
    private final int width;
    private long remaining;

    /** Reads the header; refuses objects, structures, text, complex numbers and Fortran order. */
    public NpyValues(InputStream npy) throws IOException {
        this.npy = npy;
        this.header = NpyArray.header(npy);
        String dtype = header.dtype();
        this.type = dtype.isEmpty() ? "" : dtype.substring(1);
        Integer known = "<>|".indexOf(dtype.isEmpty() ? '?' : dtype.charAt(0)) < 0 ? null : WIDTHS.get(type);
        if (known == null || dtype.charAt(0) == '|' && known != 1) {
            throw new ArrayFormatException(
                    "unsupported-dtype",
                    "dtype " + dtype,
                    "float16, float32, float64, a signed or unsigned integer, or bool",
                    "use astype('float32') before saving");
        }
        if (header.fortranOrder() && header.shape().length > 1) {
            throw new ArrayFormatException(
                    "unsupported-order",
                    "an array in Fortran order",
                    "C order",
                    "use numpy.ascontiguousarray before saving");
        }
        this.width = known;
        this.order = dtype.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        this.remaining = header.elements();
    }

    public NpyHeader header() {
        return header;
    }

    public boolean areIntegers() {
        return !type.startsWith("f");
    }

    /** Fills as much of the block as there are values left; 0 at the end. Doubles are rounded to the nearest float. */
    public int next(float[] block) throws IOException {
        ByteBuffer bytes = nextBytes(block.length);
        int count = bytes.remaining() / width;
        for (int i = 0; i < count; i++) {
            block[i] = floatAt(bytes);
        }
        return count;
    }

    /** As {@link #next(float[])} for integers; an unsigned value beyond a long wraps to a negative one. */
    public int next(long[] block) throws IOException {
        if (!areIntegers()) {
            throw new ArrayFormatException(
                    "unsupported-dtype", "dtype " + header.dtype(), "integers", "use astype('int64') before saving");
        }
        ByteBuffer bytes = nextBytes(block.length);
        int count = bytes.remaining() / width;
        for (int i = 0; i < count; i++) {
            block[i] = longAt(bytes);
        }
        return count;
    }

    /** To be called after the last value: nothing may follow it. */
    public void expectEnd() throws IOException {
        if (npy.read() >= 0) {
            throw new ArrayFormatException(
                    "array-size-mismatch",
                    "more bytes than the shape " + header.toText() + " has values for",
                    "as many bytes as the shape says",
                    "save the array again with numpy.save");
        }
    }

    private ByteBuffer nextBytes(int most) throws IOException {
        int count = (int) Math.min(most, remaining);
        byte[] bytes = npy.readNBytes(Math.multiplyExact(count, width));
        if (bytes.length < count * width) {
            throw new ArrayFormatException(
                    "array-size-mismatch",
                    "a file that ends " + (remaining - bytes.length / width) + " values early",
                    "as many bytes as the shape " + header.toText() + " says",
                    "save the array again with numpy.save");
        }
        remaining -= count;
        return ByteBuffer.wrap(bytes).order(order);
    }

    private float floatAt(ByteBuffer bytes) {
        return switch (type) {
            case "f2" -> Float.float16ToFloat(bytes.getShort());
            case "f4" -> bytes.getFloat();
            case "f8" -> (float) bytes.getDouble();
            case "u8" -> unsignedFloat(bytes.getLong());
            default -> longAt(bytes);
        };
    }

    private static float unsignedFloat(long value) {
        return value >= 0 ? value : (float) ((value >>> 1 | value & 1) * 2.0);
    }

    private long longAt(ByteBuffer bytes) {
        return switch (type) {
            case "b1" -> bytes.get() == 0 ? 0 : 1;
            case "i1" -> bytes.get();
            case "u1" -> bytes.get() & 0xff;
            case "i2" -> bytes.getShort();
            case "u2" -> bytes.getShort() & 0xffff;
            case "i4" -> bytes.getInt();
            case "u4" -> bytes.getInt() & 0xffff_ffffL;
            case "i8", "u8" -> bytes.getLong();
            default -> throw new IllegalStateException("no integer type " + type);
        };
    }
}

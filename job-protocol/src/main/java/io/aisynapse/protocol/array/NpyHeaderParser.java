package io.aisynapse.protocol.array;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the header of numpy.lib.format: magic, version, length, and a Python literal of exactly three entries. It is
 * matched, never evaluated.
 */
final class NpyHeaderParser {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER_BYTES = 8192;
    private static final int MOST_AXES = 8;
    private static final Pattern ENTRY = Pattern.compile("\\s*'(descr|fortran_order|shape)'\\s*:\\s*"
            + "('[^'\\\\]{1,16}'|True|False|\\(\\s*(?:\\d{1,18}\\s*,\\s*)*(?:\\d{1,18}\\s*)?\\))\\s*(,|$)");

    private NpyHeaderParser() {}

    static NpyHeader parse(InputStream npy) throws IOException {
        byte[] start = npy.readNBytes(8);
        if (start.length < 8 || !startsWithMagic(start)) {
            throw ArrayFormatException.notNpy("a file that does not start like one of NumPy's");
        }
        int version = start[6];
        if (version < 1 || version > 3) {
            throw ArrayFormatException.notNpy("format " + version);
        }
        int length = littleEndian(exactly(npy, version == 1 ? 2 : 4));
        if (length < 0 || length > LONGEST_HEADER_BYTES) {
            throw ArrayFormatException.notNpy("a header of " + Integer.toUnsignedString(length) + " bytes");
        }
        return fromText(new String(exactly(npy, length), StandardCharsets.UTF_8).strip());
    }

    private static boolean startsWithMagic(byte[] start) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (start[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] exactly(InputStream npy, int count) throws IOException {
        byte[] bytes = npy.readNBytes(count);
        if (bytes.length < count) {
            throw ArrayFormatException.notNpy("a file that ends in its header");
        }
        return bytes;
    }

    private static int littleEndian(byte[] bytes) {
        int value = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    private static NpyHeader fromText(String text) throws ArrayFormatException {
        if (!text.startsWith("{") || !text.endsWith("}")) {
            throw ArrayFormatException.notNpy("a header that is no dictionary");
        }
        String inner = text.substring(1, text.length() - 1).strip();
        if (inner.contains("'descr': [") || inner.contains("'|O'") || inner.contains("'O'")) {
            throw new ArrayFormatException(
                    "unsupported-dtype",
                    "an object or structured array",
                    "a plain array of numbers",
                    "objects are pickled Python and never loaded; use astype('float32') before saving");
        }
        String dtype = null;
        String order = null;
        String shape = null;
        Matcher entry = ENTRY.matcher(inner);
        int end = 0;
        int entries = 0;
        while (end < inner.length() && entries++ < 3 && entry.find(end) && entry.start() == end) {
            switch (entry.group(1)) {
                case "descr" -> dtype = entry.group(2);
                case "fortran_order" -> order = entry.group(2);
                default -> shape = entry.group(2);
            }
            end = entry.end();
        }
        if (end != inner.length()
                || dtype == null
                || !dtype.startsWith("'")
                || order == null
                || !order.matches("True|False")
                || shape == null
                || !shape.startsWith("(")) {
            throw ArrayFormatException.notNpy("a header without descr, fortran_order and shape");
        }
        return new NpyHeader(dtype.substring(1, dtype.length() - 1), order.equals("True"), axes(shape));
    }

    private static long[] axes(String shape) throws ArrayFormatException {
        String inner = shape.substring(1, shape.length() - 1).strip();
        String[] parts = inner.isEmpty() ? new String[0] : inner.split("\\s*,\\s*");
        if (parts.length > MOST_AXES) {
            throw ArrayFormatException.notNpy(parts.length + " axes");
        }
        long[] axes = new long[parts.length];
        long elements = 1;
        for (int i = 0; i < axes.length; i++) {
            axes[i] = Long.parseLong(parts[i]);
            if (Math.multiplyHigh(elements, axes[i]) != 0 || elements * axes[i] < 0) {
                throw new ArrayFormatException(
                        "too-large", "a shape of " + inner, "fewer than 2^63 values", "send fewer samples at once");
            }
            elements *= axes[i];
        }
        return axes;
    }
}

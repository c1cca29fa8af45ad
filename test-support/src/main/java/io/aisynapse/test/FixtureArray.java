package io.aisynapse.test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** One array of a fixture's npz file: bytes, integers or floats in C order, nothing checked beyond that. */
record FixtureArray(String type, int[] shape, ByteBuffer data) {
    private static final int MAGIC_BYTES = 8;
    private static final Pattern TYPE = Pattern.compile("'descr': *'(.{2,3})'");
    private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([^)]*)\\)");

    static FixtureArray ofNpz(byte[] npz, String name) {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(npz))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(name + ".npy")) {
                    return ofNpy(zip.readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("no array " + name);
    }

    private static FixtureArray ofNpy(byte[] npy) {
        ByteBuffer bytes = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC_BYTES);
        byte[] header = new byte[bytes.getShort()];
        bytes.get(header);
        String text = new String(header, StandardCharsets.ISO_8859_1);
        String[] axes = find(SHAPE, text).split(" *, *");
        int[] shape = new int[axes.length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Integer.parseInt(axes[i].strip());
        }
        return new FixtureArray(find(TYPE, text), shape, bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("a header without " + pattern + ": " + text);
        }
        return matcher.group(1);
    }

    float[][] rows(int count) {
        int size = 1;
        for (int axis = 1; axis < shape.length; axis++) {
            size *= shape[axis];
        }
        float[][] rows = new float[Math.min(count, shape[0])][size];
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < size; i++) {
                rows[row][i] = (float) valueAt(row * size + i);
            }
        }
        return rows;
    }

    long[] integers(int count) {
        long[] values = new long[Math.min(count, shape[0])];
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) valueAt(i);
        }
        return values;
    }

    private double valueAt(int index) {
        return switch (type.substring(1)) {
            case "u1" -> data.get(index) & 0xff;
            case "i4" -> data.getInt(4 * index);
            case "i8" -> data.getLong(8 * index);
            case "f4" -> data.getFloat(4 * index);
            case "f8" -> data.getDouble(8 * index);
            default -> throw new IllegalStateException("type " + type);
        };
    }
}

package io.aisynapse.standalone.demo;

import io.aisynapse.protocol.array.NpyArray;
import io.aisynapse.protocol.array.NpyHeader;
import io.aisynapse.protocol.array.NpyValues;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The model and the digits that come with the program: LeNet-5 as PyTorch exports it, and MNIST digits that it was not
 * trained on, both described in {@code fixtures/manifest.json} of test-support. The digits are stored as bytes; the
 * model wants {@code byte / 255}.
 */
public final class DemoData {
    static final String MODEL_NAME = "mnist-lenet5";
    private static final String MODEL = "/demo/models/mnist_lenet_maxpool.onnx";
    private static final String DIGITS = "/demo/datasets/mnist.npz";
    private static final float LARGEST_BYTE = 255f;
    private static final int SIDE_PIXELS = 28;

    /** The model as its ONNX file. */
    public static byte[] model() throws IOException {
        try (InputStream in = resource(MODEL)) {
            return in.readAllBytes();
        }
    }

    /** Test digits with their labels as an npz of {@code x} and {@code y}. */
    public static byte[] testDigits(int count) throws IOException {
        return npz(pixels("x_test", count), labels("y_test", count));
    }

    /** Other digits, without labels, to calibrate with. */
    public static byte[] calibrationDigits(int count) throws IOException {
        return npz(pixels("x_calib", count), null);
    }

    private static float[][] pixels(String array, int count) throws IOException {
        try (InputStream npy = member(array)) {
            NpyValues values = new NpyValues(npy);
            require(values.header(), array, count);
            float[] flat = new float[count * (int) values.header().rowElements()];
            fill(values, flat);
            return rows(flat, count);
        }
    }

    private static void require(NpyHeader header, String array, int count) {
        if (header.rows() < count) {
            throw new IllegalArgumentException(
                    "%s has %d digits, not the %d wanted".formatted(array, header.rows(), count));
        }
    }

    private static void fill(NpyValues values, float[] flat) throws IOException {
        int filled = 0;
        float[] block = new float[1024];
        for (int read = values.next(block); read > 0 && filled < flat.length; read = values.next(block)) {
            int used = Math.min(read, flat.length - filled);
            System.arraycopy(block, 0, flat, filled, used);
            filled += used;
        }
    }

    private static float[][] rows(float[] flat, int count) {
        int width = flat.length / count;
        float[][] rows = new float[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
            for (int pixel = 0; pixel < width; pixel++) {
                rows[i][pixel] /= LARGEST_BYTE;
            }
        }
        return rows;
    }

    private static long[] labels(String array, int count) throws IOException {
        try (InputStream npy = member(array)) {
            NpyValues values = new NpyValues(npy);
            require(values.header(), array, count);
            long[] all = new long[(int) values.header().rows()];
            int filled = 0;
            long[] block = new long[1024];
            for (int read = values.next(block); read > 0; read = values.next(block)) {
                System.arraycopy(block, 0, all, filled, read);
                filled += read;
            }
            return Arrays.copyOf(all, count);
        }
    }

    private static byte[] npz(float[][] x, long @Nullable [] y) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("x.npy"));
            NpyArray.writeFloatRows(zip, x, 1, SIDE_PIXELS, SIDE_PIXELS);
            if (y != null) {
                zip.putNextEntry(new ZipEntry("y.npy"));
                NpyArray.writeLongs(zip, y);
            }
        }
        return bytes.toByteArray();
    }

    private static InputStream member(String array) throws IOException {
        ZipInputStream zip = new ZipInputStream(resource(DIGITS));
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().equals(array + ".npy")) {
                return zip;
            }
        }
        zip.close();
        throw new FileNotFoundException(DIGITS + " has no array " + array);
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = DemoData.class.getResourceAsStream(name);
        if (in == null) {
            throw new FileNotFoundException("the program lacks its file " + name);
        }
        return in;
    }

    private DemoData() {}
}

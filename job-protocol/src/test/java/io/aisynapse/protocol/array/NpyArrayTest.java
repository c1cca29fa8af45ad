package io.aisynapse.protocol.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyArrayTest {
    @TempDir
    Path folder;

    @Test
    void rowsComeBackAsTheyWereWritten() throws IOException {
        byte[] npy = floats(new float[][] {{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}}, 2, 2);
        NpyHeader header = NpyArray.header(new ByteArrayInputStream(npy));
        assertEquals("<f4 3×2×2", header.toText());
        assertEquals(128 + 48, npy.length);
        float[][] rows = NpyArray.readFloatRows(new ByteArrayInputStream(npy), 1, 2);
        assertArrayEquals(new float[] {5, 6, 7, 8}, rows[0]);
        assertArrayEquals(new float[] {9, 10, 11, 12}, rows[1]);
    }

    @Test
    void labelsComeBackAsTheyWereWritten() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NpyArray.writeLongs(out, new long[] {3, 1, 4, 1, 5});
        assertArrayEquals(new long[] {4, 1}, NpyArray.readLongs(new ByteArrayInputStream(out.toByteArray()), 2, 2));
    }

    @Test
    void rowsBeyondTheLastAreRefused() throws IOException {
        byte[] npy = floats(new float[][] {{1}, {2}}, 1);
        assertThrows(IllegalArgumentException.class, () -> NpyArray.readFloatRows(new ByteArrayInputStream(npy), 1, 2));
    }

    @Test
    void objectArraysAreRefusedByName() {
        assertEquals("unsupported-dtype", refusal("{'descr': '|O', 'fortran_order': False, 'shape': (3,), }"));
        assertEquals(
                "unsupported-dtype", refusal("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,), }"));
    }

    @Test
    void headersThatAreNoPlainLiteralAreRefused() {
        assertEquals("not-npy", refusal("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'more': 1}"));
        assertEquals("not-npy", refusal("{'descr': '<f4', 'fortran_order': False}"));
        assertEquals("not-npy", refusal("__import__('os')"));
        assertEquals("not-npy", refusal("{'descr': '<f4', 'fortran_order': False, 'shape': (-3,), }"));
        assertEquals(
                "too-large", refusal("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }"));
    }

    @Test
    void everyNumberTypeBecomesFloats() throws IOException {
        assertArrayEquals(new float[] {1.5f, -2}, values("<f2", new byte[] {0, 0x3e, 0, (byte) 0xc0}));
        assertArrayEquals(new float[] {255, 1}, values("|u1", new byte[] {(byte) 255, 1}));
        assertArrayEquals(new float[] {258, 1}, values(">u2", new byte[] {1, 2, 0, 1}));
    }

    @Test
    void membersOfAnNpzAreFoundByName() throws IOException {
        Path npz = npz("x.npy", floats(new float[][] {{7}, {8}}, 1));
        try (NpzFile file = NpzFile.open(npz, 1 << 20);
                InputStream x = file.open("x")) {
            assertEquals(List.of("x"), file.names());
            assertArrayEquals(new float[] {8}, NpyArray.readFloatRows(x, 1, 1)[0]);
            assertEquals(
                    "missing-array",
                    assertThrows(ArrayFormatException.class, () -> file.open("y"))
                            .code());
        }
    }

    @Test
    void aMemberThatInflatesBeyondTheLimitIsStopped() throws IOException {
        Path npz = npz("x.npy", new byte[1 << 20]);
        try (NpzFile file = NpzFile.open(npz, 1000)) {
            assertEquals(
                    "too-large",
                    assertThrows(ArrayFormatException.class, () -> file.open("x"))
                            .code());
        }
    }

    private Path npz(String name, byte[] member) throws IOException {
        Path npz = folder.resolve("data.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(npz))) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(member);
            zip.closeEntry();
        }
        return npz;
    }

    private static float[] values(String dtype, byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(NpyArray.headerBytes(new NpyHeader(dtype, false, new long[] {2})));
        out.write(bytes);
        NpyValues values = new NpyValues(new ByteArrayInputStream(out.toByteArray()));
        float[] block = new float[2];
        assertEquals(2, values.next(block));
        values.expectEnd();
        return block;
    }

    private static byte[] floats(float[][] rows, long... sampleShape) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NpyArray.writeFloatRows(out, rows, sampleShape);
        return out.toByteArray();
    }

    private static String refusal(String header) {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0});
        out.writeBytes(text);
        return assertThrows(
                        ArrayFormatException.class, () -> NpyArray.header(new ByteArrayInputStream(out.toByteArray())))
                .code();
    }
}

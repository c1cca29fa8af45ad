package io.aisynapse.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.protocol.array.NpyArray;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class DemoDataTest {
    @Test
    void digitsAreWhatTheModelWantsPixelsFromZeroToOneWithLabels() throws IOException {
        byte[] npz = DemoData.testDigits(20);
        float[][] pixels = NpyArray.readFloatRows(member(npz, "x.npy"), 0, 20);
        long[] labels = NpyArray.readLongs(member(npz, "y.npy"), 0, 20);
        assertEquals(28 * 28, pixels[0].length);
        float largest = 0;
        for (float[] digit : pixels) {
            for (float pixel : digit) {
                assertTrue(pixel >= 0 && pixel <= 1, "pixel " + pixel);
                largest = Math.max(largest, pixel);
            }
        }
        assertEquals(1f, largest);
        for (long label : labels) {
            assertTrue(label >= 0 && label <= 9, "label " + label);
        }
    }

    @Test
    void moreDigitsThanThereAreAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> DemoData.testDigits(2_001));
    }

    private static ZipInputStream member(byte[] npz, String name) throws IOException {
        ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(npz));
        while (!zip.getNextEntry().getName().equals(name)) {
            zip.closeEntry();
        }
        return zip;
    }
}

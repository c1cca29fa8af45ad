package io.aisynapse.converter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TensorCheckTest {
    @Test
    void aTensorErrorIsRelativeToItsLargestValue() {
        assertEquals(0.1, TensorCheck.relativeError(new float[] {1, 9}, new float[] {1, 10}), 1e-6);
        assertEquals(Double.POSITIVE_INFINITY, TensorCheck.relativeError(new float[] {Float.NaN}, new float[] {1}));
        assertEquals(Double.POSITIVE_INFINITY, TensorCheck.relativeError(new float[2], new float[3]));
    }
}

package io.aisynapse.core.onnx.proto;

/** A run of bytes of the file, not copied. */
public record Slice(int offset, int length) {
    public int end() {
        return offset + length;
    }
}

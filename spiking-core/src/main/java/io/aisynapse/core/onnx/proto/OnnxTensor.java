package io.aisynapse.core.onnx.proto;

import org.jspecify.annotations.Nullable;

/**
 * A tensor as the file describes it; its values stay in the file until they are checked and decoded.
 *
 * @param dims as stated, in no way checked
 * @param dataType the schema's number
 * @param body the whole message, from which values are decoded
 * @param raw its raw data, or null
 * @param typed number of values in each typed member
 * @param external whether it points to data outside of the file
 */
public record OnnxTensor(
        String name,
        long[] dims,
        int dataType,
        Slice body,
        @Nullable Slice raw,
        Typed typed,
        boolean external) {

    /** How many values stand in each typed member of the message. */
    public record Typed(long floats, long ints, long longs, long doubles, long unsignedLongs, long strings) {
        public long total() {
            return floats + ints + longs + doubles + unsignedLongs + strings;
        }

        /** How many values stand in the member that belongs to the type. */
        public long of(DataType type) {
            return switch (type) {
                case FLOAT -> floats;
                case INT64 -> longs;
                case DOUBLE -> doubles;
                case UINT32, UINT64 -> unsignedLongs;
                case STRING -> strings;
                case UINT8, INT8, UINT16, INT16, INT32, BOOL, FLOAT16, BFLOAT16 -> ints;
            };
        }
    }

    /** {@code [4, 16]}, cut after eight axes. */
    public String dimsText() {
        StringBuilder text = new StringBuilder("[");
        for (int axis = 0; axis < Math.min(dims.length, 8); axis++) {
            text.append(axis == 0 ? "" : ", ").append(dims[axis]);
        }
        return text.append(dims.length > 8 ? ", …]" : "]").toString();
    }
}

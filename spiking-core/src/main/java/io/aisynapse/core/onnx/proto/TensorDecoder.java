package io.aisynapse.core.onnx.proto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the bytes of a tensor whose size was checked before into values: floating types become float (float16 and
 * bfloat16 are widened exactly, float64 is rounded), the others long.
 */
public final class TensorDecoder {
    private final byte[] bytes;
    private final OnnxTensor tensor;
    private final DataType type;
    private final int count;
    private int next;

    private TensorDecoder(byte[] bytes, OnnxTensor tensor, DataType type, int count) {
        this.bytes = bytes;
        this.tensor = tensor;
        this.type = type;
        this.count = count;
    }

    public static float[] floats(byte[] bytes, OnnxTensor tensor, DataType type, int count) {
        return new TensorDecoder(bytes, tensor, type, count).floats();
    }

    public static long[] longs(byte[] bytes, OnnxTensor tensor, DataType type, int count) {
        return new TensorDecoder(bytes, tensor, type, count).longs();
    }

    public static List<String> strings(byte[] bytes, OnnxTensor tensor, int count) {
        return new TensorDecoder(bytes, tensor, DataType.STRING, count).strings();
    }

    private float[] floats() {
        float[] values = new float[count];
        Slice raw = tensor.raw();
        if (raw != null) {
            ByteBuffer source = buffer(raw);
            for (int i = 0; i < count; i++) {
                values[i] = rawFloat(source);
            }
        } else {
            walk((cursor, field) -> typedFloat(cursor, field, values));
        }
        return values;
    }

    private float rawFloat(ByteBuffer source) {
        return switch (type) {
            case FLOAT -> source.getFloat();
            case DOUBLE -> (float) source.getDouble();
            case FLOAT16 -> Float.float16ToFloat(source.getShort());
            case BFLOAT16 -> widenBfloat16(source.getShort());
            default -> throw new IllegalStateException(type + " is not a floating type");
        };
    }

    private static float widenBfloat16(long bits) {
        return Float.intBitsToFloat((int) bits << 16);
    }

    private void typedFloat(ProtoCursor cursor, int field, float[] values) throws IOException {
        if (field == 4 || field == 10) {
            Slice part = fixedRun(cursor, field == 4 ? 4 : 8);
            ByteBuffer source = buffer(part);
            while (source.hasRemaining() && next < count) {
                values[next++] = field == 4 ? source.getFloat() : (float) source.getDouble();
            }
        } else if (field == 5) {
            cursor.readVarints(bits -> {
                if (next < count) {
                    values[next++] =
                            type == DataType.FLOAT16 ? Float.float16ToFloat((short) bits) : widenBfloat16(bits);
                }
            });
        } else {
            cursor.skip();
        }
    }

    private static Slice fixedRun(ProtoCursor cursor, int size) throws IOException {
        if (cursor.isPacked()) {
            return cursor.readSlice();
        }
        int start = cursor.position();
        cursor.skip();
        return new Slice(start, size);
    }

    private long[] longs() {
        long[] values = new long[count];
        Slice raw = tensor.raw();
        if (raw != null) {
            ByteBuffer source = buffer(raw);
            for (int i = 0; i < count; i++) {
                values[i] = rawLong(source);
            }
        } else {
            walk((cursor, field) -> {
                if (field == 5 || field == 7 || field == 11) {
                    cursor.readVarints(value -> {
                        if (next < count) {
                            values[next++] = narrowed(value);
                        }
                    });
                } else {
                    cursor.skip();
                }
            });
        }
        return values;
    }

    private long rawLong(ByteBuffer source) {
        return switch (type) {
            case INT64, UINT64 -> source.getLong();
            case INT32 -> source.getInt();
            case UINT32 -> source.getInt() & 0xFFFFFFFFL;
            case INT16 -> source.getShort();
            case UINT16 -> source.getShort() & 0xFFFF;
            case INT8 -> source.get();
            case UINT8 -> source.get() & 0xFF;
            case BOOL -> source.get() == 0 ? 0 : 1;
            default -> throw new IllegalStateException(type + " is not an integer type");
        };
    }

    private long narrowed(long value) {
        return switch (type) {
            case INT32 -> (int) value;
            case INT16 -> (short) value;
            case INT8 -> (byte) value;
            case UINT8 -> value & 0xFF;
            case UINT16 -> value & 0xFFFF;
            case UINT32 -> value & 0xFFFFFFFFL;
            case BOOL -> value == 0 ? 0 : 1;
            default -> value;
        };
    }

    private List<String> strings() {
        List<String> values = new ArrayList<>();
        walk((cursor, field) -> {
            if (field == 6 && values.size() < count) {
                Slice part = cursor.readSlice();
                values.add(new String(bytes, part.offset(), part.length(), StandardCharsets.UTF_8));
            } else {
                cursor.skip();
            }
        });
        return values;
    }

    private ByteBuffer buffer(Slice part) {
        return ByteBuffer.wrap(bytes, part.offset(), part.length()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Does something with each field of the tensor's message. */
    private interface FieldVisitor {
        void visit(ProtoCursor cursor, int field) throws IOException;
    }

    private void walk(FieldVisitor visitor) {
        ProtoCursor cursor = new ProtoCursor(bytes, tensor.body(), Integer.MAX_VALUE - 1);
        try {
            cursor.readAll(field -> visitor.visit(cursor, field));
        } catch (IOException impossible) {
            throw new IllegalStateException("a tensor that was read once cannot be read again", impossible);
        }
    }
}

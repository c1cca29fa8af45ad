package io.aisynapse.core.onnx.proto;

import java.util.Optional;

/** The element types of ONNX tensors that can be read, with their number in the schema and their bytes in raw data. */
public enum DataType {
    FLOAT(1, "float32", 4),
    UINT8(2, "uint8", 1),
    INT8(3, "int8", 1),
    UINT16(4, "uint16", 2),
    INT16(5, "int16", 2),
    INT32(6, "int32", 4),
    INT64(7, "int64", 8),
    STRING(8, "string", 0),
    BOOL(9, "bool", 1),
    FLOAT16(10, "float16", 2),
    DOUBLE(11, "float64", 8),
    UINT32(12, "uint32", 4),
    UINT64(13, "uint64", 8),
    BFLOAT16(16, "bfloat16", 2);

    private static final String[] OTHERS = {
        "undefined",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "complex64",
        "complex128",
        "",
        "float8e4m3fn",
        "float8e4m3fnuz",
        "float8e5m2",
        "float8e5m2fnuz",
        "uint4",
        "int4",
        "float4e2m1"
    };

    private final int number;
    private final String text;
    private final int rawBytes;

    DataType(int number, String text, int rawBytes) {
        this.number = number;
        this.text = text;
        this.rawBytes = rawBytes;
    }

    public static Optional<DataType> of(int number) {
        for (DataType type : values()) {
            if (type.number == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The type's usual name, or its number when it has none here. */
    public static String nameOf(int number) {
        return of(number).map(type -> type.text).orElseGet(() -> unreadable(number));
    }

    private static String unreadable(int number) {
        boolean known = number >= 0 && number < OTHERS.length && !OTHERS[number].isEmpty();
        return known ? OTHERS[number] : "type number " + number;
    }

    public int number() {
        return number;
    }

    /** Bytes of one element in raw data; 0 for strings, which have none. */
    public int rawBytes() {
        return rawBytes;
    }

    public String text() {
        return text;
    }

    public boolean isFloating() {
        return this == FLOAT || this == FLOAT16 || this == DOUBLE || this == BFLOAT16;
    }
}

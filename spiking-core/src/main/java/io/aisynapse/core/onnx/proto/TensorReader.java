package io.aisynapse.core.onnx.proto;

import io.aisynapse.core.onnx.proto.OnnxModel.Dimension;
import io.aisynapse.core.onnx.proto.OnnxModel.Value;
import io.aisynapse.core.onnx.proto.OnnxTensor.Typed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads TensorProto and ValueInfoProto. */
final class TensorReader {
    /** No operator here needs more axes; one more than this is stored so that a check can see it. */
    static final int MOST_DIMS = 16;

    static final OnnxTensor NONE =
            new OnnxTensor("", new long[0], 0, new Slice(0, 0), null, new Typed(0, 0, 0, 0, 0, 0), false);

    private static final String[] KINDS = {
        "", "tensor", "", "", "sequence", "map", "", "opaque", "sparse tensor", "optional"
    };

    private final ProtoCursor cursor;
    private final ReadBudget budget;

    TensorReader(ProtoCursor cursor, ReadBudget budget) {
        this.cursor = cursor;
        this.budget = budget;
    }

    OnnxTensor tensor() throws IOException {
        TensorFields read = new TensorFields();
        Slice body = cursor.readMessage(field -> tensorField(read, field));
        return new OnnxTensor(
                read.name, read.dims.toArray(), read.dataType, body, read.raw, read.typed(), read.external);
    }

    private void tensorField(TensorFields read, int field) throws IOException {
        switch (field) {
            case 1 -> cursor.readVarints(read.dims::add);
            case 2 -> read.dataType = (int) cursor.readVarint();
            case 4 -> read.floats += countFixed(4);
            case 5 -> cursor.readVarints(value -> read.ints++);
            case 6 -> {
                read.strings++;
                cursor.skip();
            }
            case 7 -> cursor.readVarints(value -> read.longs++);
            case 8 -> read.name = budget.name("tensor name");
            case 9 -> read.raw = cursor.readSlice();
            case 10 -> read.doubles += countFixed(8);
            case 11 -> cursor.readVarints(value -> read.unsignedLongs++);
            case 13 -> {
                read.external = true;
                cursor.skip();
            }
            case 14 -> read.external |= cursor.readVarint() != 0;
            default -> cursor.skip();
        }
    }

    private long countFixed(int size) throws IOException {
        if (!cursor.isPacked()) {
            cursor.skip();
            return 1;
        }
        int length = cursor.readSlice().length();
        if (length % size != 0) {
            throw cursor.broken("a packed run of %d bytes holds no whole number of values".formatted(length));
        }
        return length / size;
    }

    Value value() throws IOException {
        var read = new Object() {
            String name = "";
            String kind = "none";
            int dataType;

            @Nullable
            List<Dimension> dims;
        };
        cursor.readMessage(field -> {
            switch (field) {
                case 1 -> read.name = budget.name("tensor name");
                case 2 ->
                    cursor.readMessage(kind -> {
                        if (kind != 1) {
                            read.kind = kind < KINDS.length && !KINDS[kind].isEmpty() ? KINDS[kind] : read.kind;
                            cursor.skip();
                            return;
                        }
                        read.kind = "tensor";
                        cursor.readMessage(member -> {
                            switch (member) {
                                case 1 -> read.dataType = (int) cursor.readVarint();
                                case 2 -> read.dims = dimensions();
                                default -> cursor.skip();
                            }
                        });
                    });
                default -> cursor.skip();
            }
        });
        return new Value(read.name, read.kind, read.dataType, read.dims);
    }

    private List<Dimension> dimensions() throws IOException {
        List<Dimension> dims = new ArrayList<>();
        cursor.readMessage(field -> {
            if (field == 1 && dims.size() <= MOST_DIMS) {
                dims.add(dimension());
            } else {
                cursor.skip();
            }
        });
        return dims;
    }

    private Dimension dimension() throws IOException {
        var read = new Object() {
            boolean free = true;
            long size;
            String name = "";
        };
        cursor.readMessage(field -> {
            switch (field) {
                case 1 -> {
                    read.size = cursor.readVarint();
                    read.free = false;
                }
                case 2 -> read.name = budget.name("axis name");
                default -> cursor.skip();
            }
        });
        return new Dimension(read.free, read.size, read.name);
    }

    /** What has been read of a tensor so far. */
    private static final class TensorFields {
        private String name = "";
        private final LongList dims = new LongList(MOST_DIMS);
        private int dataType;
        private @Nullable Slice raw;
        private boolean external;
        private long floats;
        private long ints;
        private long longs;
        private long doubles;
        private long unsignedLongs;
        private long strings;

        private Typed typed() {
            return new Typed(floats, ints, longs, doubles, unsignedLongs, strings);
        }
    }
}

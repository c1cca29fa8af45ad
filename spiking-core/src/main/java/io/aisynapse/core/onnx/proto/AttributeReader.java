package io.aisynapse.core.onnx.proto;

import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.proto.OnnxModel.Attribute.Kind;
import io.aisynapse.core.onnx.proto.OnnxModel.Graph;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads NodeProto and AttributeProto. */
final class AttributeReader {
    private static final int MOST_NUMBERS = 1 << 20;

    private final ProtoCursor cursor;
    private final ReadBudget budget;
    private final TensorReader tensors;
    private final GraphReader graphs;

    /** Reads the graph that is the current field's value. */
    interface GraphReader {
        Graph read() throws IOException;
    }

    AttributeReader(ProtoCursor cursor, ReadBudget budget, TensorReader tensors, GraphReader graphs) {
        this.cursor = cursor;
        this.budget = budget;
        this.tensors = tensors;
        this.graphs = graphs;
    }

    Node node() throws IOException {
        var read = new Object() {
            String name = "";
            String opType = "";
            String domain = "";
        };
        List<String> inputs = new ArrayList<>(3);
        List<String> outputs = new ArrayList<>(1);
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        cursor.readMessage(field -> {
            switch (field) {
                case 1, 2 -> {
                    budget.countName();
                    (field == 1 ? inputs : outputs).add(budget.name("tensor name"));
                }
                case 3 -> read.name = budget.name("node name");
                case 4 -> read.opType = budget.name("operator");
                case 5 -> {
                    budget.countName();
                    attribute(attributes);
                }
                case 7 -> read.domain = budget.name("domain");
                default -> cursor.skip();
            }
        });
        return new Node(read.name, read.opType, read.domain, inputs, outputs, attributes);
    }

    void attribute(Map<String, Attribute> into) throws IOException {
        AttributeFields read = new AttributeFields();
        cursor.readMessage(field -> attributeField(read, field));
        if (read.integers.isOverLimit() || read.reals.size() > MOST_NUMBERS) {
            throw cursor.broken("attribute '%s' holds more than %d numbers".formatted(read.name, MOST_NUMBERS));
        }
        into.put(read.name, read.toAttribute());
    }

    private void attributeField(AttributeFields read, int field) throws IOException {
        switch (field) {
            case 1 -> read.name = budget.name("attribute name");
            case 2 -> {
                read.real = cursor.readFloat();
                read.kind = Kind.REAL;
            }
            case 3 -> {
                read.integer = cursor.readVarint();
                read.kind = Kind.INTEGER;
            }
            case 4 -> {
                read.text = budget.text();
                read.kind = Kind.TEXT;
            }
            case 5 -> {
                read.tensor = tensors.tensor();
                read.kind = Kind.TENSOR;
            }
            case 6, 11 -> {
                read.subgraphs.add(graphs.read());
                read.kind = Kind.GRAPH;
            }
            case 7 -> {
                readReals(read.reals);
                read.kind = Kind.REALS;
            }
            case 8 -> {
                cursor.readVarints(read.integers::add);
                read.kind = Kind.INTEGERS;
            }
            case 9 -> {
                budget.countName();
                read.texts.add(budget.text());
                read.kind = Kind.TEXTS;
            }
            case 21 -> read.reference = budget.name("attribute reference");
            case 20 -> read.declared = cursor.readVarint();
            default -> cursor.skip();
        }
    }

    private void readReals(List<Float> into) throws IOException {
        if (!cursor.isPacked()) {
            addReal(into, cursor.readFloat());
            return;
        }
        Slice packed = cursor.readSlice();
        ByteBuffer values = ByteBuffer.wrap(cursor.bytes(), packed.offset(), packed.length())
                .order(ByteOrder.LITTLE_ENDIAN);
        while (values.remaining() >= Float.BYTES && into.size() <= MOST_NUMBERS) {
            addReal(into, values.getFloat());
        }
    }

    private static void addReal(List<Float> into, float value) {
        if (into.size() <= MOST_NUMBERS) {
            into.add(value);
        }
    }

    /** What has been read of an attribute so far. */
    private static final class AttributeFields {
        private String name = "";
        private Kind kind = Kind.OTHER;
        private long declared;
        private long integer;
        private float real;
        private String text = "";
        private String reference = "";
        private final LongList integers = new LongList(MOST_NUMBERS);
        private final List<Float> reals = new ArrayList<>(0);
        private final List<String> texts = new ArrayList<>(0);
        private final List<Graph> subgraphs = new ArrayList<>(0);
        private @Nullable OnnxTensor tensor;

        private Attribute toAttribute() {
            float[] numbers = new float[reals.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = reals.get(i);
            }
            return new Attribute(
                    kindOrDefault(),
                    integer,
                    real,
                    text,
                    integers.toArray(),
                    numbers,
                    tensor,
                    texts,
                    reference,
                    subgraphs);
        }

        /** A writer may leave out a default value, and an empty list leaves nothing but its declared type. */
        private Kind kindOrDefault() {
            if (kind != Kind.OTHER) {
                return kind;
            }
            return switch ((int) declared) {
                case 1 -> Kind.REAL;
                case 2 -> Kind.INTEGER;
                case 3 -> Kind.TEXT;
                case 6 -> Kind.REALS;
                case 7 -> Kind.INTEGERS;
                case 8 -> Kind.TEXTS;
                default -> Kind.OTHER;
            };
        }
    }
}

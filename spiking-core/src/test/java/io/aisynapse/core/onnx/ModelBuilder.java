package io.aisynapse.core.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Writes small ONNX models field by field, good ones and bad ones alike. Field numbers are those of onnx.proto. */
final class ModelBuilder {
    private final Message model = new Message();
    private final Message graph = new Message();
    private final SplittableRandom random = new SplittableRandom(20260101);
    private int nodes;

    /** A protobuf message under construction. */
    static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        /** Writes one field. */
        private interface Writer {
            void write(CodedOutputStream out) throws IOException;
        }

        private Message put(Writer writer) {
            try {
                CodedOutputStream out = CodedOutputStream.newInstance(bytes);
                writer.write(out);
                out.flush();
                return this;
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }

        Message number(int field, long value) {
            return put(out -> out.writeInt64(field, value));
        }

        Message real(int field, float value) {
            return put(out -> out.writeFloat(field, value));
        }

        Message text(int field, String value) {
            return raw(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message raw(int field, byte[] value) {
            return put(out -> out.writeByteArray(field, value));
        }

        Message message(int field, Message value) {
            return raw(field, value.toBytes());
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }
    }

    ModelBuilder(int opset) {
        model.number(1, 8).message(8, new Message().text(1, "").number(2, opset));
    }

    static Message message() {
        return new Message();
    }

    /** More fields of the model itself. */
    Message model() {
        return model;
    }

    /** More fields of the graph. */
    Message graph() {
        return graph;
    }

    ModelBuilder input(String name, long... dims) {
        return inputOf(1, name, dims);
    }

    /** An input of the type with this number. */
    ModelBuilder inputOf(int type, String name, long... dims) {
        graph.message(11, value(name, type, dims));
        return this;
    }

    ModelBuilder output(String name, long... dims) {
        graph.message(12, value(name, 1, dims));
        return this;
    }

    /** A dimension of 0 is written as a free one; without dimensions no shape is stated. */
    static Message value(String name, int type, long... dims) {
        Message shape = new Message();
        for (long dim : dims) {
            shape.message(1, dim == 0 ? new Message().text(2, "n") : new Message().number(1, dim));
        }
        Message tensor = new Message().number(1, type);
        if (dims.length > 0) {
            tensor.message(2, shape);
        }
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    /** Attributes are written as {@code name=1}, {@code name=0.5}, {@code name=1,2,} (a list) or {@code name=TEXT}. */
    ModelBuilder node(String op, String inputs, String outputs, String... attributes) {
        graph.message(1, nodeMessage(op, "node" + nodes++, inputs, outputs, attributes));
        return this;
    }

    static Message nodeMessage(String op, String name, String inputs, String outputs, String... attributes) {
        Message node = new Message();
        for (String input : inputs.split(" ", -1)) {
            node.text(1, input.equals("-") ? "" : input);
        }
        for (String output : outputs.split(" ", -1)) {
            node.text(2, output.equals("-") ? "" : output);
        }
        node.text(3, name).text(4, op);
        for (String attribute : attributes) {
            node.message(5, attribute(attribute.split("=", 2)));
        }
        return node;
    }

    private static Message attribute(String[] parts) {
        Message attribute = new Message().text(1, parts[0]);
        String value = parts[1];
        if (value.matches("-?\\d+(,-?\\d+)*,?") && value.contains(",")) {
            for (String item : value.split(",")) {
                attribute.number(8, Long.parseLong(item));
            }
            return attribute.number(20, 7);
        }
        if (value.matches("-?\\d+")) {
            return attribute.number(3, Long.parseLong(value)).number(20, 2);
        }
        if (value.matches("-?\\d+\\.\\d+")) {
            return attribute.real(2, Float.parseFloat(value)).number(20, 1);
        }
        return attribute.text(4, value).number(20, 3);
    }

    /** An initialiser with seeded random values between −1 and 1. */
    ModelBuilder weights(String name, long... dims) {
        int size = 1;
        for (long dim : dims) {
            size *= (int) dim;
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return reals(name, values, dims);
    }

    /** As {@link #weights}, between 0.5 and 1.5: for variances and divisors. */
    ModelBuilder positives(String name, long... dims) {
        float[] values = new float[(int) dims[0]];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() + 0.5f;
        }
        return reals(name, values, dims);
    }

    ModelBuilder reals(String name, float[] values, long... dims) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            raw.putFloat(value);
        }
        graph.message(5, tensor(name, 1, dims).raw(9, raw.array()));
        return this;
    }

    ModelBuilder integers(String name, long... values) {
        Message tensor = tensor(name, 7, values.length);
        for (long value : values) {
            tensor.number(7, value);
        }
        graph.message(5, tensor);
        return this;
    }

    ModelBuilder scalar(String name, long value) {
        graph.message(5, tensor(name, 7).number(7, value));
        return this;
    }

    static Message tensor(String name, int type, long... dims) {
        Message tensor = new Message();
        for (long dim : dims) {
            tensor.number(1, dim);
        }
        return tensor.number(2, type).text(8, name);
    }

    byte[] toBytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(model.toBytes());
        all.writeBytes(new Message().message(7, graph).toBytes());
        return all.toByteArray();
    }
}

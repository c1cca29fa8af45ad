package io.aisynapse.core.onnx.hybrid;

import com.google.protobuf.CodedOutputStream;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.proto.OnnxModel.Dimension;
import io.aisynapse.core.onnx.proto.OnnxModel.Graph;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import io.aisynapse.core.onnx.proto.OnnxTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes ONNX messages. Everything is written anew from what was read and checked, but for the bodies of tensors, which
 * are copied; so whatever the reader passed over never reaches ONNX Runtime. Field numbers are those of onnx.proto.
 */
final class RemainderWriter {
    private static final Map<Attribute.Kind, Integer> TYPES = Map.of(
            Attribute.Kind.REAL, 1,
            Attribute.Kind.INTEGER, 2,
            Attribute.Kind.TEXT, 3,
            Attribute.Kind.TENSOR, 4,
            Attribute.Kind.GRAPH, 5,
            Attribute.Kind.REALS, 6,
            Attribute.Kind.INTEGERS, 7,
            Attribute.Kind.TEXTS, 8);

    private final byte[] source;

    /** @param source the file that tensors are copied from */
    RemainderWriter(byte[] source) {
        this.source = source;
    }

    /** Writes the fields of one message. */
    interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing into memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    byte[] node(Node node) {
        return message(out -> {
            for (String input : node.inputs()) {
                out.writeString(1, input);
            }
            for (String output : node.outputs()) {
                out.writeString(2, output);
            }
            out.writeString(3, node.name());
            out.writeString(4, node.opType());
            out.writeString(7, node.domain());
            for (var entry : node.attributes().entrySet()) {
                out.writeByteArray(5, attribute(entry.getKey(), entry.getValue()));
            }
        });
    }

    private byte[] attribute(String name, Attribute attribute) {
        return message(out -> {
            out.writeString(1, name);
            out.writeInt32(20, TYPES.getOrDefault(attribute.kind(), 0));
            switch (attribute.kind()) {
                case REAL -> out.writeFloat(2, attribute.real());
                case INTEGER -> out.writeInt64(3, attribute.integer());
                case TEXT -> out.writeString(4, attribute.text());
                case TENSOR -> writeTensor(out, 5, Objects.requireNonNull(attribute.tensor()));
                case GRAPH -> out.writeByteArray(6, graph(attribute.subgraphs().getFirst()));
                case REALS -> {
                    for (float real : attribute.reals()) {
                        out.writeFloat(7, real);
                    }
                }
                case INTEGERS -> {
                    for (long integer : attribute.integers()) {
                        out.writeInt64(8, integer);
                    }
                }
                case TEXTS -> {
                    for (String text : attribute.texts()) {
                        out.writeString(9, text);
                    }
                }
                case OTHER -> throw new IllegalStateException("an attribute that the rules refuse");
            }
        });
    }

    /** Copies a tensor's message. */
    void writeTensor(CodedOutputStream out, int field, OnnxTensor tensor) throws IOException {
        out.writeTag(field, 2);
        out.writeUInt32NoTag(tensor.body().length());
        out.writeRawBytes(source, tensor.body().offset(), tensor.body().length());
    }

    private byte[] graph(Graph body) {
        return message(out -> {
            for (Node node : body.nodes()) {
                out.writeByteArray(1, node(node));
            }
            out.writeString(2, "body");
            for (OnnxTensor tensor : body.initializers()) {
                writeTensor(out, 5, tensor);
            }
            for (OnnxModel.Value input : body.inputs()) {
                out.writeByteArray(11, value(input.name(), input.dataType(), input.dims()));
            }
            for (OnnxModel.Value output : body.outputs()) {
                out.writeByteArray(12, value(output.name(), output.dataType(), output.dims()));
            }
        });
    }

    /** A tensor's declaration; without a type when it is 0, without a shape when that is null. */
    static byte[] value(String name, int type, @Nullable List<Dimension> dims) {
        return message(out -> {
            out.writeString(1, name);
            if (type != 0) {
                byte[] tensor = message(member -> {
                    member.writeInt32(1, type);
                    if (dims != null) {
                        member.writeByteArray(2, shape(dims));
                    }
                });
                out.writeByteArray(2, message(kind -> kind.writeByteArray(1, tensor)));
            }
        });
    }

    private static byte[] shape(List<Dimension> dims) {
        return message(out -> {
            for (Dimension dim : dims) {
                out.writeByteArray(1, message(axis -> {
                    if (!dim.free()) {
                        axis.writeInt64(1, dim.size());
                    } else if (!dim.name().isEmpty()) {
                        axis.writeString(2, dim.name());
                    }
                }));
            }
        });
    }
}

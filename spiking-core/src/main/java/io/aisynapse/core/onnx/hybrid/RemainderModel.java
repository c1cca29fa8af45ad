package io.aisynapse.core.onnx.hybrid;

import com.google.protobuf.CodedOutputStream;
import io.aisynapse.core.onnx.hybrid.Known.Folded;
import io.aisynapse.core.onnx.hybrid.Remainder.Entry;
import io.aisynapse.core.onnx.hybrid.Remainder.Exit;
import io.aisynapse.core.onnx.proto.DataType;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.proto.OnnxModel.Dimension;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import io.aisynapse.core.onnx.proto.OnnxModel.Opset;
import io.aisynapse.core.onnx.proto.OnnxTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Makes the remainder a model of its own. It takes and yields float32 whatever the model computes in:
 *
 * <pre>
 *   x/in (float32) ─ Cast ─ x (float16) ─ … ─ y (float16) ─ Cast ─ y/out (float32)
 * </pre>
 */
final class RemainderModel {
    /** From this version on an initialiser need not be declared as an input too. */
    private static final long LEAST_IR = 4;

    private static final Set<String> DOMAINS = Set.of("", "ai.onnx.ml", "com.microsoft");

    private final OnnxModel model;
    private final GraphIndex index;
    private final ElementTypes types;
    private final int batch;
    private final RemainderWriter writer;

    RemainderModel(OnnxModel model, GraphIndex index, ElementTypes types, int batch) {
        this.batch = batch;
        this.model = model;
        this.index = index;
        this.types = types;
        this.writer = new RemainderWriter(model.bytes());
    }

    List<Entry> entries(Cut cut) {
        List<Entry> entries = new ArrayList<>();
        cut.crossing().forEach((tensor, value) -> {
            List<Integer> dims = new ArrayList<>();
            for (int dim : value.dims()) {
                dims.add(dim);
            }
            entries.add(new Entry(tensor + "/in", tensor, dims, true));
        });
        for (String tensor : cut.exact()) {
            List<Integer> dims = new ArrayList<>();
            for (Dimension dim : Objects.requireNonNull(
                    Objects.requireNonNull(index.input(tensor)).dims())) {
                dims.add(dim.free() || dims.isEmpty() ? 1 : (int) dim.size());
            }
            entries.add(new Entry(tensor + "/in", tensor, dims, false));
        }
        return entries;
    }

    List<Exit> exits(Cut cut) {
        return cut.outputs().stream()
                .map(tensor -> new Exit(tensor + "/out", tensor, AnswerTensors.dimensions(index, tensor)))
                .toList();
    }

    byte[] write(Cut cut) {
        return file(model, graph -> writeGraph(graph, cut));
    }

    /** A model of its own with this graph, under the operator sets of the original. */
    static byte[] file(OnnxModel original, RemainderWriter.Fields graph) {
        return RemainderWriter.message(out -> {
            out.writeInt64(1, Math.max(LEAST_IR, original.header().irVersion()));
            out.writeString(2, "ai-synapse");
            for (Opset opset : new LinkedHashSet<>(original.opsets())) {
                if (DOMAINS.contains(opset.domain())) {
                    out.writeByteArray(8, RemainderWriter.message(set -> {
                        set.writeString(1, opset.domain());
                        set.writeInt64(2, opset.version());
                    }));
                }
            }
            out.writeByteArray(7, RemainderWriter.message(graph));
        });
    }

    private void writeGraph(CodedOutputStream out, Cut cut) throws IOException {
        for (Entry entry : entries(cut)) {
            out.writeByteArray(1, writer.node(cast(entry.name(), entry.tensor(), types.of(entry.tensor()))));
        }
        for (int node : cut.nodes()) {
            out.writeByteArray(1, writer.node(index.node(node)));
        }
        for (Exit exit : exits(cut)) {
            out.writeByteArray(1, writer.node(cast(exit.tensor(), exit.name(), DataType.FLOAT)));
        }
        out.writeString(2, "remainder");
        for (String tensor : cut.initializers()) {
            OnnxTensor initializer = index.initializer(tensor);
            if (initializer != null) {
                writer.writeTensor(out, 5, initializer);
            }
        }
        for (var shape : cut.shapes().entrySet()) {
            out.writeByteArray(5, integers(shape.getKey(), shape.getValue()));
        }
        for (Entry entry : entries(cut)) {
            List<Dimension> dims = new ArrayList<>();
            for (int size : entry.dimensions()) {
                dims.add(new Dimension(false, dims.isEmpty() ? (long) size * batch : size, ""));
            }
            out.writeByteArray(11, RemainderWriter.value(entry.name(), DataType.FLOAT.number(), dims));
        }
        for (Exit exit : exits(cut)) {
            out.writeByteArray(12, RemainderWriter.value(exit.name(), DataType.FLOAT.number(), null));
        }
    }

    static Node cast(String from, String to, DataType type) {
        Attribute target = Attribute.ofInteger(type.number());
        return new Node(to, "Cast", "", List.of(from), List.of(to), Map.of("to", target));
    }

    private static byte[] integers(String tensor, Folded folded) {
        return RemainderWriter.message(out -> {
            for (int size : Objects.requireNonNull(folded.dims())) {
                out.writeInt64(1, size);
            }
            out.writeInt32(2, DataType.INT64.number());
            for (long value : Objects.requireNonNull(folded.integers())) {
                out.writeInt64(7, value);
            }
            out.writeString(8, tensor);
        });
    }
}

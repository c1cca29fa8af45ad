package io.aisynapse.core.onnx.hybrid;

import com.google.protobuf.CodedOutputStream;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.onnx.hybrid.Remainder.Exit;
import io.aisynapse.core.onnx.hybrid.Remainder.Part;
import io.aisynapse.core.onnx.proto.DataType;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxModel.Dimension;
import io.aisynapse.core.onnx.proto.OnnxModel.Value;
import io.aisynapse.core.onnx.proto.OnnxTensor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Makes the beginning of a model one of its own: all that the inputs of the rest are computed from. It takes what the
 * model takes, and yields float32:
 *
 * <pre>
 *   x (as declared) ─ … ─ h (float16) ─ Cast ─ h/out (float32)
 * </pre>
 */
public final class PreambleModel {
    private final OnnxModel model;
    private final GraphIndex index;
    private final List<Value> wanted;
    private final Set<String> initializers = new LinkedHashSet<>();
    private final boolean[] taken;
    private final RemainderWriter writer;

    private PreambleModel(OnnxModel model, List<Integer> order, Rest rest) {
        this.model = model;
        this.index = new GraphIndex(Objects.requireNonNull(model.graph()), order);
        this.wanted = rest.graph().inputs();
        this.taken = new boolean[index.graph().nodes().size()];
        this.writer = new RemainderWriter(model.bytes());
        take();
    }

    /**
     * @param order of the model's nodes, producers first
     * @param inputs of the model
     */
    public static Preamble of(OnnxModel model, List<Integer> order, List<ModelInput> inputs, Rest rest) {
        PreambleModel preamble = new PreambleModel(model, order, rest);
        List<Part> parts = preamble.nodes().stream()
                .map(node -> Part.of(preamble.index, node))
                .toList();
        return new Preamble(preamble.write(), inputs, preamble.exits(), parts, rest.reasons());
    }

    private void take() {
        Deque<String> open = new ArrayDeque<>();
        wanted.forEach(value -> open.add(value.name()));
        while (!open.isEmpty()) {
            String tensor = open.remove();
            Integer producer = index.producer(tensor);
            if (index.initializer(tensor) != null) {
                initializers.add(tensor);
            } else if (producer != null && !taken[producer]) {
                taken[producer] = true;
                open.addAll(GraphIndex.reads(index.node(producer)));
            }
        }
    }

    private List<Integer> nodes() {
        return index.order().stream().filter(node -> taken[node]).toList();
    }

    private List<Exit> exits() {
        List<Exit> exits = new ArrayList<>();
        for (Value value : wanted) {
            List<Integer> dims = new ArrayList<>();
            for (Dimension dim : Objects.requireNonNull(value.dims())) {
                dims.add((int) dim.size());
            }
            exits.add(new Exit(value.name() + "/out", value.name(), dims));
        }
        return exits;
    }

    private byte[] write() {
        return RemainderModel.file(model, this::writeGraph);
    }

    private void writeGraph(CodedOutputStream out) throws IOException {
        for (int node : nodes()) {
            out.writeByteArray(1, writer.node(index.node(node)));
        }
        for (Exit exit : exits()) {
            out.writeByteArray(1, writer.node(RemainderModel.cast(exit.tensor(), exit.name(), DataType.FLOAT)));
        }
        out.writeString(2, "preamble");
        for (String tensor : initializers) {
            OnnxTensor initializer = Objects.requireNonNull(index.initializer(tensor));
            writer.writeTensor(out, 5, initializer);
        }
        for (Value input : index.graph().inputs()) {
            if (index.input(input.name()) != null) {
                out.writeByteArray(11, RemainderWriter.value(input.name(), input.dataType(), input.dims()));
            }
        }
        for (Exit exit : exits()) {
            out.writeByteArray(12, RemainderWriter.value(exit.name(), DataType.FLOAT.number(), null));
        }
    }
}

package io.aisynapse.reference;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Makes inner tensors of a model visible by declaring them as outputs, without decoding the model: a second {@code
 * graph} appended to the file, holding outputs only, is merged into the first one by the rules of protobuf.
 *
 * <pre>
 *   ModelProto { …, 7: GraphProto { … } }
 *   ⇒  ModelProto { …, 7: GraphProto { … }, 7: GraphProto { 12: {1: "conv_3"} } }
 * </pre>
 */
final class GraphOutputs {
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_OUTPUT = 12;
    private static final int VALUE_NAME = 1;

    private GraphOutputs() {}

    /** The model with those of the tensors as outputs as well that are none yet. */
    static byte[] append(byte[] model, Collection<String> tensors) {
        Set<String> added = new LinkedHashSet<>(tensors);
        added.removeAll(names(model));
        if (added.isEmpty()) {
            return model;
        }
        try {
            byte[] graph = graphOf(added);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(model.length + graph.length + 16);
            bytes.write(model);
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeByteArray(MODEL_GRAPH, graph);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing into memory failed", e);
        }
    }

    private static byte[] graphOf(Set<String> tensors) throws IOException {
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(graph);
        for (String tensor : tensors) {
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            CodedOutputStream valueOut = CodedOutputStream.newInstance(value);
            valueOut.writeString(VALUE_NAME, tensor);
            valueOut.flush();
            out.writeByteArray(GRAPH_OUTPUT, value.toByteArray());
        }
        out.flush();
        return graph.toByteArray();
    }

    /** Names of the outputs that a model declares. */
    static Set<String> names(byte[] model) {
        Set<String> names = new LinkedHashSet<>();
        try {
            CodedInputStream in = CodedInputStream.newInstance(model);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (isMessage(tag, MODEL_GRAPH)) {
                    int limit = in.pushLimit(in.readRawVarint32());
                    readGraph(in, names);
                    in.popLimit(limit);
                } else {
                    in.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw new ReferenceException("the model is no protobuf message", e);
        }
        return names;
    }

    private static void readGraph(CodedInputStream in, Set<String> names) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (isMessage(tag, GRAPH_OUTPUT)) {
                int limit = in.pushLimit(in.readRawVarint32());
                readValue(in, names);
                in.popLimit(limit);
            } else {
                in.skipField(tag);
            }
        }
    }

    private static void readValue(CodedInputStream in, Set<String> names) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (isMessage(tag, VALUE_NAME)) {
                names.add(in.readString());
            } else {
                in.skipField(tag);
            }
        }
    }

    private static boolean isMessage(int tag, int field) {
        return WireFormat.getTagFieldNumber(tag) == field
                && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }
}

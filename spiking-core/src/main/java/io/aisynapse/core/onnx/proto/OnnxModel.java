package io.aisynapse.core.onnx.proto;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a file says, as read and not yet checked.
 *
 * @param bytes the whole file; all slices point into it
 * @param trainingInfo whether it carries training information
 */
public record OnnxModel(
        byte[] bytes,
        Header header,
        List<Opset> opsets,
        @Nullable Graph graph,
        List<Function> functions,
        boolean trainingInfo) {

    /** The model's own statements; absent numbers are 0 and absent texts empty. */
    public record Header(long irVersion, String producerName, String producerVersion) {}

    /** One imported operator set; the default domain is the empty string. */
    public record Opset(String domain, long version) {}

    /** The main graph or a subgraph. */
    public record Graph(
            List<Node> nodes,
            List<OnnxTensor> initializers,
            List<Sparse> sparse,
            List<Value> inputs,
            List<Value> outputs) {}

    /** An initialiser given by its values that are not zero. */
    public record Sparse(OnnxTensor values, OnnxTensor indices, long[] dims) {}

    /**
     * A graph input or output.
     *
     * @param kind tensor, sequence, map, optional, sparse or none
     * @param dims null when the shape is not given
     */
    public record Value(
            String name,
            String kind,
            int dataType,
            @Nullable List<Dimension> dims) {}

    /** One axis: a number, or free with a name that may be empty. */
    public record Dimension(boolean free, long size, String name) {}

    /** An operator in its place; names of absent optional inputs are empty. */
    public record Node(
            String name,
            String opType,
            String domain,
            List<String> inputs,
            List<String> outputs,
            Map<String, Attribute> attributes) {
        /** {@code Relu}, or {@code ai.onnx.ml::Scaler} outside the default domain. */
        public String qualifiedOp() {
            return domain.isEmpty() || domain.equals("ai.onnx") ? opType : domain + "::" + opType;
        }
    }

    /**
     * One attribute; only the member of its kind is filled.
     *
     * @param reference name of the attribute of the surrounding function that it stands for, else empty
     * @param subgraphs the graphs it holds, which only control flow needs
     */
    public record Attribute(
            Kind kind,
            long integer,
            float real,
            String text,
            long[] integers,
            float[] reals,
            @Nullable OnnxTensor tensor,
            List<String> texts,
            String reference,
            List<Graph> subgraphs) {
        /** One integer. */
        public static Attribute ofInteger(long value) {
            return new Attribute(Kind.INTEGER, value, 0, "", new long[0], new float[0], null, List.of(), "", List.of());
        }

        /** A list of integers. */
        public static Attribute ofIntegers(long... values) {
            return new Attribute(Kind.INTEGERS, 0, 0, "", values, new float[0], null, List.of(), "", List.of());
        }

        /** One number. */
        public static Attribute ofReal(float value) {
            return new Attribute(Kind.REAL, 0, value, "", new long[0], new float[0], null, List.of(), "", List.of());
        }

        /** The kinds of attribute that are told apart. */
        public enum Kind {
            REAL,
            INTEGER,
            TEXT,
            TENSOR,
            GRAPH,
            REALS,
            INTEGERS,
            TEXTS,
            OTHER
        }
    }

    /**
     * A model-local function.
     *
     * @param defaults attributes that a call may leave out
     * @param opset version of the default operator set that its body is written in, 0 when not stated
     */
    public record Function(
            String domain,
            String name,
            List<String> inputs,
            List<String> outputs,
            List<Node> nodes,
            Map<String, Attribute> defaults,
            long opset) {}
}

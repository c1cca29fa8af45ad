package io.aisynapse.core.onnx;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.onnx.Value.Constant;
import io.aisynapse.core.onnx.Value.Unknown;
import io.aisynapse.core.onnx.check.Findings;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns the nodes of a graph into layers, one after another in topological order. An operator that is refused yields
 * {@link Unknown}; what reads that is only checked by its name, so that one walk finds everything that is unsupported.
 */
public final class OnnxImporter {
    private static final Map<String, OperatorRule> RULES = rules();
    private static final Set<String> ON_CONSTANTS = Set.of("Add", "Sub", "Mul", "Div", "Neg");
    private static final Set<String> SEVERAL_OUTPUTS = Set.of("DynamicQuantizeLinear", "ai.onnx.ml::LinearClassifier");
    private static final Set<String> DEFAULT_DOMAINS = Set.of("", "ai.onnx");

    private static final String FAMILIES =
            "Gemm, MatMul, Conv, BatchNormalization, Relu, Clip, pooling, Add, reshaping, "
                    + "arithmetic with constants, or Softmax and ArgMax at the end";

    private OnnxImporter() {}

    /** Imports one operator. */
    interface OperatorRule {
        void importInto(Operator op);
    }

    /**
     * The network of a model that becomes spikes as a whole.
     *
     * @throws RejectedModelException when it is a hybrid, with a finding for each operator that was not taken
     */
    public static AnnGraph importModel(CheckedModel model) {
        if (model.remainder() != null) {
            throw new RejectedModelException(model.remainder().reasons());
        }
        return model.graph();
    }

    /** Whether there is a rule for the operator at all. */
    static boolean isSupported(Node node) {
        return RULES.containsKey(node.qualifiedOp());
    }

    /** Imports a node, or adds to the findings why it cannot be. */
    static void importNode(ImportState state, Node node, String name, Findings findings) {
        boolean unknown = false;
        for (String input : node.inputs()) {
            try {
                unknown |= !input.isEmpty() && state.value(input) instanceof Unknown;
            } catch (Refusal refusal) {
                findings.add(refusal.finding());
                unknown = true;
            }
        }
        try {
            if (!isSupported(node)) {
                throw new Refusal(unsupported(node, name));
            }
            if (!unknown) {
                Operator op = new Operator(state, node, name);
                run(op);
                requireOneOutput(op);
            }
        } catch (Refusal refusal) {
            findings.add(refusal.finding());
        }
        for (String output : node.outputs()) {
            state.defineIfAbsent(output, new Unknown());
        }
    }

    static void run(Operator op) {
        if (op.outputCount() == 0) {
            throw op.refuse("bad-attribute", "no output", "an output", "The operator misses its output.");
        }
        StoredForms.check(op);
        if (op.type().equals("Clip") && op.stored(0) instanceof Stored.Levels levels) {
            QuantisedOperators.clip(op, levels);
        } else if (ON_CONSTANTS.contains(op.type()) && allConstant(op)) {
            OperatorRule folding = op.inputCount() == 1 ? FoldingOperators::unary : FoldingOperators::binary;
            folding.importInto(op);
        } else {
            RULES.getOrDefault(op.qualifiedType(), OnnxImporter::missing).importInto(op);
        }
        StoredForms.carry(op);
    }

    /** Most rules yield no more than the first output. */
    private static void requireOneOutput(Operator op) {
        for (int output = SEVERAL_OUTPUTS.contains(op.qualifiedType()) ? 3 : 1; output < op.outputCount(); output++) {
            if (op.hasOutput(output)) {
                throw op.unsupported(op.type() + " with a second output");
            }
        }
    }

    private static void missing(Operator op) {
        throw op.unsupported(op.type());
    }

    private static boolean allConstant(Operator op) {
        for (int i = 0; i < op.inputCount(); i++) {
            if (!(op.input(i) instanceof Constant)) {
                return false;
            }
        }
        return op.inputCount() > 0;
    }

    static Finding unsupported(Node node, String name) {
        boolean known = DEFAULT_DOMAINS.contains(node.domain()) || node.domain().equals("ai.onnx.ml");
        return new Finding(
                known ? "unsupported-op" : "custom-op-refused",
                "node " + name,
                node.qualifiedOp(),
                known ? FAMILIES : "an operator of the ONNX standard",
                "Replace the operator, or leave it out of the exported model.");
    }

    private static Map<String, OperatorRule> rules() {
        Map<String, OperatorRule> rules = new TreeMap<>();
        rules.put("Gemm", LinearOperators::gemm);
        rules.put("MatMul", LinearOperators::matMul);
        rules.put("Conv", LinearOperators::conv);
        rules.put("BatchNormalization", LinearOperators::batchNormalization);
        rules.put("Relu", PointwiseOperators::relu);
        rules.put("Clip", PointwiseOperators::clip);
        rules.put("Add", PointwiseOperators::add);
        rules.put("Sum", PointwiseOperators::sum);
        rules.put("Sub", PointwiseOperators::subtract);
        rules.put("Mul", PointwiseOperators::multiply);
        rules.put("Div", PointwiseOperators::divide);
        rules.put("Neg", PointwiseOperators::negate);
        rules.put("MaxPool", PoolOperators::maxPool);
        rules.put("AveragePool", PoolOperators::averagePool);
        rules.put("GlobalMaxPool", PoolOperators::globalMaxPool);
        rules.put("GlobalAveragePool", PoolOperators::globalAveragePool);
        rules.put("ReduceMean", PoolOperators::reduceMean);
        rules.put("Identity", ViewOperators::identity);
        rules.put("Dropout", ViewOperators::dropout);
        rules.put("Cast", ViewOperators::cast);
        rules.put("Flatten", ViewOperators::flatten);
        rules.put("Reshape", ViewOperators::reshape);
        rules.put("Squeeze", ViewOperators::squeeze);
        rules.put("Unsqueeze", ViewOperators::unsqueeze);
        rules.put("Transpose", MovingOperators::transpose);
        rules.put("Pad", MovingOperators::pad);
        rules.put("Slice", MovingOperators::slice);
        rules.put("Gather", MovingOperators::gather);
        rules.put("Expand", MovingOperators::expand);
        rules.put("Concat", MovingOperators::concat);
        addFoldingRules(rules);
        rules.put("Softmax", TailOperators::softmax);
        rules.put("LogSoftmax", TailOperators::softmax);
        rules.put("ArgMax", TailOperators::argMax);
        rules.putAll(MlOperators.RULES);
        return rules;
    }

    private static void addFoldingRules(Map<String, OperatorRule> rules) {
        rules.put("Constant", FoldingOperators::constant);
        rules.put("ConstantOfShape", FoldingOperators::constantOfShape);
        rules.put("Shape", FoldingOperators::shape);
        rules.put("Size", FoldingOperators::size);
        rules.put("Pow", FoldingOperators::binary);
        rules.put("Abs", FoldingOperators::unary);
        rules.put("Sqrt", FoldingOperators::unary);
        rules.put("Floor", FoldingOperators::unary);
        rules.put("Ceil", FoldingOperators::unary);
        rules.put("Reciprocal", FoldingOperators::unary);
        rules.put("DequantizeLinear", QuantisedOperators::dequantize);
        rules.put("QuantizeLinear", QuantisedOperators::quantize);
        rules.put("DynamicQuantizeLinear", QuantisedOperators::dynamicQuantize);
        rules.put("ConvInteger", QuantisedOperators::integerProduct);
        rules.put("MatMulInteger", QuantisedOperators::integerProduct);
        rules.putAll(QuantisedOperators.RULES);
    }
}

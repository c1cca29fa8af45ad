package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.check.Findings;
import io.aisynapse.core.onnx.hybrid.StandardOperators;
import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.proto.OnnxModel.Graph;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import io.aisynapse.core.onnx.proto.OnnxTensor;
import io.aisynapse.core.onnx.value.Refusal;
import io.aisynapse.core.onnx.value.Value.Constant;
import io.aisynapse.core.onnx.value.Value.Unknown;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns the nodes of a graph into layers, one after another in topological order. An operator that is refused yields
 * {@link Unknown}; what reads that is only checked by its name, so that one walk finds everything that is unsupported.
 */
public final class OperatorRules {
    /** Operators that are one function of each value, and so are fused ones of ONNX Runtime. */
    private static final String[] FUNCTIONS = {
        "Sigmoid",
        "Tanh",
        "HardSigmoid",
        "HardSwish",
        "Gelu",
        "Swish",
        "Elu",
        "Celu",
        "Selu",
        "Softplus",
        "Softsign",
        "Mish",
        "ThresholdedRelu",
        "Erf",
        "Exp",
        "Log",
        "Sqrt",
        "Reciprocal",
        "Abs",
        "Sin",
        "Cos",
        "com.microsoft::Gelu",
        "com.microsoft::QuickGelu"
    };

    private static final Map<String, OperatorRule> RULES = rules();
    private static final Set<String> ON_CONSTANTS = Set.of("Add", "Sub", "Mul", "Div", "Neg", "Min", "Max");
    private static final Set<String> DEFAULT_DOMAINS = Set.of("", "ai.onnx");

    private static final String FAMILIES =
            "Gemm, MatMul, convolution, normalisation, an activation function, pooling, resizing, reshaping, "
                    + "arithmetic, Softmax, or ArgMax at the end";

    private OperatorRules() {}

    /** Imports one operator. */
    interface OperatorRule {
        void importInto(Operator op);
    }

    /** Whether there is a rule for the operator at all. */
    public static boolean isSupported(Node node) {
        return RULES.containsKey(node.qualifiedOp());
    }

    /** Imports a node, or adds to the findings why it cannot be. */
    public static void importNode(ImportState state, Node node, String name, Findings findings) {
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
            if (!isSupported(node) || unknown && node.opType().equals("If")) {
                throw new Refusal(unsupported(node, name));
            }
            if (!unknown) {
                Operator op = new Operator(state, node, name);
                run(op);
                requireAllOutputs(op);
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
        } else if (ON_CONSTANTS.contains(op.type()) && op.inputCount() <= 2 && allConstant(op)) {
            OperatorRule folding = op.inputCount() == 1 ? FoldingOperators::unary : FoldingOperators::binary;
            folding.importInto(op);
        } else {
            RULES.getOrDefault(op.qualifiedType(), OperatorRules::missing).importInto(op);
        }
        StoredForms.carry(op);
    }

    /** Most rules yield no more than the first output. */
    private static void requireAllOutputs(Operator op) {
        for (int output = 1; output < op.outputCount(); output++) {
            if (op.hasOutput(output) && op.output(output) instanceof Unknown) {
                throw op.unsupported(op.type() + " with a second output");
            }
        }
    }

    /** A branch that a constant chooses is imported in the place of the node; bodies see the tensors around them. */
    private static void chosenBranch(Operator op) {
        if (!(op.input(0) instanceof Constant chosen) || chosen.tensor().size() != 1) {
            throw op.unsupported("If whose condition is computed");
        }
        Attribute branch = op.attributes().byName().get(chosen.tensor().at(0) != 0 ? "then_branch" : "else_branch");
        if (branch == null || branch.subgraphs().size() != 1) {
            throw op.attributes().bad("then_branch", "absent", "a graph");
        }
        Graph body = branch.subgraphs().getFirst();
        if (body.outputs().size() != op.outputCount() || !body.sparse().isEmpty()) {
            throw op.unsupported(
                    "If with %d outputs of its branch".formatted(body.outputs().size()));
        }
        for (OnnxTensor tensor : body.initializers()) {
            op.defineInner(tensor.name(), op.state().decode(tensor));
        }
        for (Node node : body.nodes()) {
            node.outputs().forEach(op::announceInner);
            if (node.inputs().stream()
                    .anyMatch(input -> !input.isEmpty() && op.state().value(input) instanceof Unknown)) {
                throw op.unsupported("a branch that reads what could not be taken");
            }
            run(new Operator(op.state(), node, op.name() + "/" + node.name()));
        }
        for (int output = 0; output < op.outputCount(); output++) {
            op.result(output, op.state().value(body.outputs().get(output).name()));
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

    public static Finding unsupported(Node node, String name) {
        boolean known = DEFAULT_DOMAINS.contains(node.domain())
                || node.domain().equals("ai.onnx.ml")
                || StandardOperators.contain(node);
        return new Finding(
                known ? "unsupported-op" : "custom-op-refused",
                "node " + name,
                node.qualifiedOp(),
                known ? FAMILIES : "an operator of the ONNX standard",
                "Replace the operator, or leave it out of the exported model.");
    }

    private static Map<String, OperatorRule> rules() {
        Map<String, OperatorRule> rules = new TreeMap<>();
        rules.put("Gemm", MatrixOperators::gemm);
        rules.put("MatMul", MatrixOperators::matMul);
        rules.put("Conv", LinearOperators::conv);
        rules.put("BatchNormalization", LinearOperators::batchNormalization);
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
        rules.put("Split", MovingOperators::split);
        rules.put("Tile", MovingOperators::tile);
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
        addFunctionRules(rules);
        addReductions(rules);
        rules.put("ConvTranspose", ResampleOperators::convTranspose);
        rules.put("Resize", ResampleOperators::resize);
        rules.put("Upsample", ResampleOperators::resize);
        rules.put("DepthToSpace", ResampleOperators::depthToSpace);
        rules.put("SpaceToDepth", ResampleOperators::spaceToDepth);
        rules.put("LayerNormalization", MatrixOperators::layerNormalization);
        rules.put("InstanceNormalization", MatrixOperators::instanceNormalization);
        rules.put("GroupNormalization", MatrixOperators::groupNormalization);
        rules.put("Softmax", TailOperators::softmax);
        rules.put("LogSoftmax", TailOperators::softmax);
        rules.put("ArgMax", TailOperators::argMax);
        rules.putAll(ComposedOperators.RULES);
        rules.put("If", OperatorRules::chosenBranch);
        rules.putAll(MlOperators.RULES);
        return rules;
    }

    private static void addFoldingRules(Map<String, OperatorRule> rules) {
        rules.put("Constant", FoldingOperators::constant);
        rules.put("ConstantOfShape", FoldingOperators::constantOfShape);
        rules.put("Shape", FoldingOperators::shape);
        rules.put("Size", FoldingOperators::size);
        rules.put("Where", FoldingOperators::where);
        rules.put("Range", FoldingOperators::range);
        for (String type : new String[] {"Floor", "Ceil", "Round", "Sign", "Not"}) {
            rules.put(type, FoldingOperators::unary);
        }
        for (String type : new String[] {"Mod", "And", "Or"}) {
            rules.put(type, FoldingOperators::binary);
        }
        for (String type : new String[] {"Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual"}) {
            rules.put(type, FoldingOperators::compare);
        }
        rules.put("DequantizeLinear", QuantisedOperators::dequantize);
        rules.put("QuantizeLinear", QuantisedOperators::quantize);
        rules.put("DynamicQuantizeLinear", QuantisedOperators::dynamicQuantize);
        rules.put("ConvInteger", QuantisedOperators::integerProduct);
        rules.put("MatMulInteger", QuantisedOperators::integerProduct);
        rules.putAll(QuantisedOperators.RULES);
    }

    private static void addFunctionRules(Map<String, OperatorRule> rules) {
        rules.put("Relu", FunctionOperators::relu);
        rules.put("Clip", FunctionOperators::clip);
        rules.put("Max", FunctionOperators::extreme);
        rules.put("Min", FunctionOperators::extreme);
        rules.put("LeakyRelu", FunctionOperators::leakyRelu);
        rules.put("PRelu", FunctionOperators::parametricRelu);
        rules.put("Pow", FunctionOperators::power);
        for (String type : FUNCTIONS) {
            rules.put(type, FunctionOperators::function);
        }
    }

    private static void addReductions(Map<String, OperatorRule> rules) {
        for (String kind : new String[] {"Mean", "Sum", "Max", "Min", "L1", "L2", "SumSquare"}) {
            rules.put("Reduce" + kind, PoolOperators::reduce);
        }
        rules.put("ReduceProd", ComposedOperators::reducedProduct);
    }
}

package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.Dense;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.onnx.value.Attributes;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Movement;
import io.aisynapse.core.onnx.value.Value.Answer;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The linear operators of ai.onnx.ml, as scikit-learn models have them, and what they do with class labels. */
final class MlOperators {
    static final Map<String, OperatorRules.OperatorRule> RULES = Map.of(
            "ai.onnx.ml::Scaler", MlOperators::scaler,
            "ai.onnx.ml::LinearRegressor", MlOperators::regressor,
            "ai.onnx.ml::LinearClassifier", MlOperators::classifier,
            "ai.onnx.ml::Normalizer", MlOperators::normalizer,
            "ai.onnx.ml::ArrayFeatureExtractor", MlOperators::arrayFeatureExtractor,
            "ai.onnx.ml::LabelEncoder", MlOperators::labelEncoder,
            "ai.onnx.ml::ZipMap", MlOperators::zipMap);

    private MlOperators() {}

    /** {@code y = (x − offset) · scale}, one pair a feature or one for all. */
    static void scaler(Operator op) {
        Signal input = op.signal(0);
        int features = features(op, input);
        float[] scale = spread(op, "scale", features, 1);
        float[] offset = spread(op, "offset", features, 0);
        float[] shift = ConstTensor.computed(features, i -> -(double) offset[i] * scale[i]);
        LinearOperators.channelAffine(op, 0, input, new ChannelAffine(scale, shift));
    }

    /** These operators take one row of features. */
    private static int features(Operator op, Signal input) {
        int[] dims = input.dims();
        int features = dims.length == 0 ? 0 : dims[dims.length - 1];
        if (dims.length < 1 || dims.length > 2 || features != Operator.sizeOf(dims)) {
            throw op.mismatch("input " + Arrays.toString(dims), "input [1, features]");
        }
        return features;
    }

    private static float[] spread(Operator op, String name, int count, float absent) {
        float[] given = op.attributes().realList(name);
        float[] values = new float[count];
        if (given.length > 1 && given.length != count) {
            throw op.attributes().bad(name, given.length + " values", count + " values, or 1");
        }
        for (int i = 0; i < count; i++) {
            values[i] = given.length == 0 ? absent : given[given.length == 1 ? 0 : i];
        }
        return values;
    }

    static void regressor(Operator op) {
        Signal input = op.signal(0);
        requirePostTransform(op, "NONE");
        int targets = (int) op.attributes().integer("targets", 1, 1, 1 << 16);
        Dense dense = dense(op, features(op, input), targets, 1);
        op.emit(dense, List.of(input.node()), new int[] {1, targets});
    }

    private static void requirePostTransform(Operator op, String... wanted) {
        String given = op.attributes().text("post_transform", "NONE");
        if (!List.of(wanted).contains(given)) {
            throw op.attributes().bad("post_transform", given, String.join(", ", wanted));
        }
    }

    /** One row of coefficients an output in the file, one row an input in the layer; all times the factor. */
    private static Dense dense(Operator op, int inputs, int outputs, float factor) {
        float[] coefficients = op.attributes().realList("coefficients");
        if (coefficients.length != (long) inputs * outputs) {
            throw op.mismatch(
                    "%d coefficients for %d features".formatted(coefficients.length, inputs),
                    "%d, one row of %d for each of %d outputs".formatted((long) inputs * outputs, inputs, outputs));
        }
        op.state().claimConstant(new int[] {coefficients.length}, op.place());
        float[] bias = spread(op, "intercepts", outputs, 0);
        float[] weight = ConstTensor.computed(
                coefficients.length, i -> coefficients[i % outputs * inputs + i / outputs] * (double) factor);
        return new Dense(inputs, outputs, weight, ConstTensor.computed(outputs, i -> bias[i] * (double) factor));
    }

    /**
     * Scores of classes and the class of the largest. Two classes with the logistic function are the softmax of half
     * the scores: {@code 1/(1 + exp(−z)) = exp(z/2) / (exp(z/2) + exp(−z/2))}.
     */
    static void classifier(Operator op) {
        Signal input = op.signal(0);
        requirePostTransform(op, "NONE", "SOFTMAX", "LOGISTIC");
        int inputs = features(op, input);
        int rows = op.attributes().realList("coefficients").length / Math.max(1, inputs);
        List<String> labels = labels(op);
        boolean opposite = rows == 2 && isOpposite(op, inputs);
        String transform = op.attributes().text("post_transform", "NONE");
        boolean logistic = transform.equals("LOGISTIC");
        if (rows < 2 || logistic && !opposite) {
            throw op.unsupported("LinearClassifier of %d rows with post_transform %s".formatted(rows, transform));
        }
        if (!labels.isEmpty() && labels.size() != rows) {
            throw op.mismatch("%d labels for %d classes".formatted(labels.size(), rows), "one label a class");
        }
        Dense layer = dense(op, inputs, rows, logistic ? 0.5f : 1);
        boolean softmax = !transform.equals("NONE");
        int[] dims = {1, rows};
        op.state().claimActivation(dims, op.place());
        op.requireFinite(layer);
        String tensor = softmax || !op.hasOutput(1) ? "" : op.outputName(1);
        AnnNode node = new AnnNode(op.name(), tensor, layer, List.of(input.node()), Shape.vector(rows));
        int scores = op.state().add(node);
        op.result(0, new Answer(scores, new int[] {1}, softmax, true, labels));
        if (op.hasOutput(1)) {
            op.result(1, softmax ? new Answer(scores, dims, true, false, labels) : new Signal(scores, dims));
        }
    }

    private static List<String> labels(Operator op) {
        List<String> texts = op.attributes().textList("classlabels_strings");
        long[] numbers = op.attributes().longs("classlabels_ints");
        return !texts.isEmpty() || numbers == null ? texts : texts(numbers);
    }

    private static List<String> texts(long[] numbers) {
        return LongStream.of(numbers).mapToObj(Long::toString).toList();
    }

    private static boolean isOpposite(Operator op, int inputs) {
        float[] coefficients = op.attributes().realList("coefficients");
        float[] intercepts = spread(op, "intercepts", 2, 0);
        return intercepts[0] == -intercepts[1]
                && IntStream.range(0, inputs).allMatch(i -> coefficients[i] == -coefficients[inputs + i]);
    }

    /** Probabilities add up to one already. */
    static void normalizer(Operator op) {
        if (op.input(0) instanceof Answer answer
                && answer.softmax()
                && !answer.label()
                && op.attributes().text("norm", "MAX").equals("L1")) {
            op.result(answer);
        } else {
            ComposedOperators.normalized(op);
        }
    }

    /** The class' own label, or some of the features. */
    static void arrayFeatureExtractor(Operator op) {
        if (op.input(1) instanceof Answer) {
            TailOperators.labels(op);
            return;
        }
        int[] dims = ViewOperators.dimsOf(op);
        long[] wanted = op.constant(1).toIntegers();
        if (dims.length == 0) {
            throw op.mismatch("a number", "a tensor with features");
        }
        int axis = dims.length - 1;
        int[] picked = new int[wanted.length];
        for (int i = 0; i < picked.length; i++) {
            if (wanted[i] < 0 || wanted[i] >= dims[axis]) {
                throw op.mismatch("feature " + wanted[i], "0 to " + (dims[axis] - 1));
            }
            picked[i] = (int) wanted[i];
        }
        int[][] offsets = Movement.unchanged(dims);
        offsets[axis] = picked;
        op.resultMoved(0, offsets);
    }

    /** Gives the classes other labels. */
    static void labelEncoder(Operator op) {
        if (!(op.input(0) instanceof Answer answer) || !answer.label()) {
            throw op.unsupported("LabelEncoder of anything but a class");
        }
        List<String> classes = op.attributes().textList("classes_strings");
        List<String> keys = !classes.isEmpty() ? indices(classes.size()) : listed(op, "keys_");
        List<String> values = !classes.isEmpty() ? classes : listed(op, "values_");
        if (keys.size() != values.size()) {
            throw op.mismatch("%d keys and %d values".formatted(keys.size(), values.size()), "as many");
        }
        Map<String, String> renamed = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            renamed.put(keys.get(i), values.get(i));
        }
        int count = op.state().nodes().get(answer.node()).shape().size();
        List<String> before = answer.labels().isEmpty() ? indices(count) : answer.labels();
        String absent = absent(op);
        List<String> after = before.stream()
                .map(label -> renamed.getOrDefault(label, absent))
                .toList();
        op.result(new Answer(answer.node(), answer.dims(), answer.softmax(), true, after));
    }

    private static List<String> indices(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static List<String> listed(Operator op, String prefix) {
        List<String> found = new ArrayList<>(op.attributes().textList(prefix + "strings"));
        long[] numbers = op.attributes().longs(prefix + "int64s");
        if (numbers != null) {
            found.addAll(texts(numbers));
        }
        for (float value : op.attributes().realList(prefix + "floats")) {
            found.add(Float.toString(value));
        }
        if (found.isEmpty()) {
            throw op.attributes().bad(prefix + "…", "absent", "strings, integers or floats");
        }
        return found;
    }

    private static String absent(Operator op) {
        Attributes attributes = op.attributes();
        if (attributes.has("values_int64s")) {
            return Long.toString(attributes.integer("default_int64", -1, Long.MIN_VALUE, Long.MAX_VALUE));
        }
        return attributes.has("values_floats")
                ? Float.toString(attributes.real("default_float", 0))
                : attributes.text("default_string", "_Unused");
    }

    /** A list of maps from label to probability: the labels are kept, the map is not needed. */
    static void zipMap(Operator op) {
        List<String> texts = op.attributes().textList("classlabels_strings");
        long[] numbers = op.attributes().longs("classlabels_int64s");
        List<String> labels = texts.isEmpty() && numbers != null ? texts(numbers) : texts;
        if (op.input(0) instanceof Answer answer) {
            List<String> kept = answer.labels().isEmpty() ? labels : answer.labels();
            op.result(new Answer(answer.node(), answer.dims(), answer.softmax(), answer.label(), kept));
        } else {
            op.result(op.signal(0));
        }
    }
}

package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.check.SparseTensors;
import io.aisynapse.core.onnx.hybrid.SpikeRule;
import io.aisynapse.core.onnx.proto.DataType;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxTensor;
import io.aisynapse.core.onnx.proto.TensorDecoder;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Movement;
import io.aisynapse.core.onnx.value.Refusal;
import io.aisynapse.core.onnx.value.Value;
import io.aisynapse.core.onnx.value.Value.Constant;
import io.aisynapse.core.onnx.value.Value.Texts;
import io.aisynapse.core.onnx.value.Value.Unknown;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The graph as far as it is imported: what each tensor name stands for, the nodes so far, and what room is left. */
public final class ImportState {
    private final OnnxModel model;
    private final long opset;
    private final Map<String, OnnxTensor> initializers = new HashMap<>();
    private final Map<String, OnnxModel.Sparse> sparse = new HashMap<>();
    private final Map<String, Value> values = new HashMap<>();
    private final List<AnnNode> nodes = new ArrayList<>();
    private final Map<View, Integer> views = new HashMap<>();
    private final Map<String, Stored> stored = new HashMap<>();
    private final Set<String> inner = new HashSet<>();
    private final Map<String, AnnGraph.ChannelSpread> spreads = new HashMap<>();
    private final Map<String, int[]> refused = new HashMap<>();
    private final long valueLimit;
    private long constantsLeft;
    private long activationsLeft;
    private int fixedBatch;
    private SpikeRule spikes = new SpikeRule(layer -> true, SpikeRule.Mode.EVERYTHING);

    /** A node's values under another shape. */
    private record View(int node, Shape shape) {}

    public ImportState(OnnxModel model, long opset, long valueLimit) {
        this.model = model;
        this.opset = opset;
        this.valueLimit = valueLimit;
        this.constantsLeft = valueLimit;
        this.activationsLeft = valueLimit;
    }

    public long opset() {
        return opset;
    }

    /** What a batch norm says of the tensor that it yields. */
    void spread(String tensor, AnnGraph.ChannelSpread spread) {
        spreads.put(tensor, spread);
    }

    public Map<String, AnnGraph.ChannelSpread> spreads() {
        return spreads;
    }

    public void setSpikes(SpikeRule rule) {
        spikes = rule;
    }

    /** Whether the layer may be taken. */
    boolean spikes(AnnLayer layer, List<Integer> inputs) {
        return spikes.takes(layer, inputs, nodes);
    }

    /** The batch size that the model insists on, or 0. Here a batch is one sample all the same. */
    public int fixedBatch() {
        return fixedBatch;
    }

    public void setFixedBatch(int size) {
        fixedBatch = size;
    }

    public void addInitializer(OnnxTensor tensor) {
        initializers.put(tensor.name(), tensor);
    }

    public void addSparse(OnnxModel.Sparse tensor) {
        sparse.put(tensor.values().name(), tensor);
    }

    public void define(String tensor, Value value) {
        if (!tensor.isEmpty()) {
            values.put(tensor, value);
        }
    }

    public void defineIfAbsent(String tensor, Value value) {
        if (!tensor.isEmpty()) {
            values.putIfAbsent(tensor, value);
        }
    }

    /** What the name stands for; initialisers are decoded when they are first asked for. */
    public Value value(String tensor) {
        Value known = values.get(tensor);
        if (known != null) {
            return known;
        }
        OnnxTensor initializer = initializers.get(tensor);
        values.put(tensor, new Unknown());
        if (initializer != null) {
            values.put(tensor, decode(initializer));
        } else if (sparse.containsKey(tensor)) {
            values.put(tensor, decode(sparse.get(tensor)));
        }
        return values.get(tensor);
    }

    /** The values of a tensor that the gate has checked. */
    public Value decode(OnnxTensor tensor) {
        int[] dims = new int[tensor.dims().length];
        Arrays.setAll(dims, axis -> (int) tensor.dims()[axis]);
        int count = claimConstant(dims, "tensor " + tensor.name());
        DataType type = DataType.of(tensor.dataType()).orElseThrow();
        if (type == DataType.STRING) {
            return new Texts(TensorDecoder.strings(model.bytes(), tensor, count));
        }
        return new Constant(
                type.isFloating()
                        ? ConstTensor.ofReals(dims, TensorDecoder.floats(model.bytes(), tensor, type, count))
                        : ConstTensor.ofIntegers(dims, type, TensorDecoder.longs(model.bytes(), tensor, type, count)));
    }

    /** A sparse initialiser, made dense: a spiking core stores what it needs anyway. */
    private Value decode(OnnxModel.Sparse tensor) {
        int[] dims = new int[tensor.dims().length];
        Arrays.setAll(dims, axis -> (int) tensor.dims()[axis]);
        int size = claimConstant(dims, "tensor " + tensor.values().name());
        int[] places = SparseTensors.places(model.bytes(), tensor);
        int count = places.length;
        DataType type = DataType.of(tensor.values().dataType()).orElseThrow();
        if (type.isFloating()) {
            float[] reals = new float[size];
            float[] values = TensorDecoder.floats(model.bytes(), tensor.values(), type, count);
            for (int i = 0; i < count; i++) {
                reals[places[i]] = values[i];
            }
            return new Constant(ConstTensor.ofReals(dims, reals));
        }
        long[] integers = new long[size];
        long[] values = TensorDecoder.longs(model.bytes(), tensor.values(), type, count);
        for (int i = 0; i < count; i++) {
            integers[places[i]] = values[i];
        }
        return new Constant(ConstTensor.ofIntegers(dims, type, integers));
    }

    /** Takes room for a constant before it is allocated, and returns its number of values. */
    public int claimConstant(int[] dims, String place) {
        int size = sizeOf(dims, place);
        constantsLeft -= size;
        if (constantsLeft < 0) {
            throw tooLarge(place, "constants of more than " + valueLimit + " values in all");
        }
        return size;
    }

    /** Takes room for an intermediate tensor before it is allocated, and returns its number of values. */
    public int claimActivation(int[] dims, String place) {
        int size = sizeOf(dims, place);
        activationsLeft -= size;
        if (activationsLeft < 0) {
            throw tooLarge(place, "intermediate tensors of more than " + valueLimit + " values in all");
        }
        return size;
    }

    public long valueLimit() {
        return valueLimit;
    }

    /** Fails when a tensor of these dimensions could never be taken. */
    public void requireRoom(int[] dims, String place) {
        sizeOf(dims, place);
    }

    private int sizeOf(int[] dims, String place) {
        long size = 1;
        for (int dim : dims) {
            size = Math.multiplyExact(size, (long) dim);
            if (size > valueLimit) {
                throw tooLarge(place, "a tensor of dimensions " + Arrays.toString(dims));
            }
        }
        return (int) size;
    }

    public Refusal tooLarge(String place, String seen) {
        return new Refusal(new Finding(
                "tensor-too-large",
                place,
                seen,
                "at most " + valueLimit + " values",
                "Use a smaller model, or correct the shape."));
    }

    public List<AnnNode> nodes() {
        return nodes;
    }

    public int add(AnnNode node) {
        boolean isInner = inner.contains(node.tensor());
        nodes.add(isInner ? new AnnNode(node.name(), "", node.layer(), node.inputs(), node.shape()) : node);
        return nodes.size() - 1;
    }

    /** Lets a node hold the values of this tensor, or of none when the name is empty. */
    public void rename(int index, String tensor) {
        AnnNode node = nodes.get(index);
        String name = inner.contains(tensor) ? "" : tensor;
        nodes.set(index, new AnnNode(node.name(), name, node.layer(), node.inputs(), node.shape()));
    }

    /** A tensor that the model's file does not have, so that it cannot be compared with ONNX Runtime. */
    public void addInner(String tensor) {
        inner.add(tensor);
    }

    /** Dimensions that a tensor would have had whose operator was refused, or null when that does not know them. */
    public int @Nullable [] refused(String tensor) {
        return refused.get(tensor);
    }

    void refuse(String tensor, int[] dims) {
        refused.put(tensor, dims);
    }

    /** In which other form than its node's values a tensor stands in the file, or null when it is the same. */
    @Nullable
    public Stored stored(String tensor) {
        return stored.get(tensor);
    }

    public void store(String tensor, Stored form) {
        stored.put(tensor, form);
    }

    /** The node itself, or a copy of its values under the shape that the dimensions want. */
    public int shaped(int node, Shape wanted, String tensor) {
        Shape shape = nodes.get(node).shape();
        if (shape.equals(wanted)) {
            return node;
        }
        return views.computeIfAbsent(new View(node, wanted), view -> {
            claimActivation(new int[] {wanted.size()}, "tensor " + tensor);
            int[] source = Movement.steps(wanted.size(), 0, 1);
            String name = nodes.get(node).name() + "/view";
            return add(new AnnNode(name, tensor, new AnnLayer.IndexMap(source), List.of(node), wanted));
        });
    }

    /** How many values a tensor of these dimensions has. */
    public static int sizeOf(int[] dims) {
        return Operator.sizeOf(dims);
    }

    /** Channels, height and width of one sample; more axes than three are laid out as a plain vector. */
    public static Shape shapeOf(int[] dims) {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        if (dims.length == 0 || dims[0] != 1) {
            return Shape.vector(size);
        }
        return switch (dims.length) {
            case 3 -> new Shape(dims[1], 1, dims[2]);
            case 4 -> new Shape(dims[1], dims[2], dims[3]);
            default -> Shape.vector(size);
        };
    }
}

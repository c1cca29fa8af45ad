package io.aisynapse.core.nir.file;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.nir.graph.NirArray;
import io.aisynapse.core.nir.graph.NirGraph;
import io.aisynapse.core.nir.graph.NirNode;
import io.jhdf.HdfFile;
import io.jhdf.api.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Reads a NIR file of version 1.0 into a graph, every class of it. The layout is that of {@link NirWriter}. */
public final class NirReader {
    private static final int MOST_BYTES = 256 << 20;
    private static final int MOST_NODES = 10_000;
    private static final int MOST_DEPTH = 8;
    private static final String CODE = "malformed-nir";

    private final List<Finding> findings = new ArrayList<>();
    private int nodesLeft = MOST_NODES;

    private NirReader() {}

    /** @throws RejectedModelException with code {@code malformed-nir} for everything that cannot be read */
    public static NirGraph read(byte[] file) {
        if (file.length > MOST_BYTES) {
            throw new RejectedModelException(
                    malformed("file", file.length + " bytes", "at most " + MOST_BYTES + " bytes"));
        }
        NirReader reader = new NirReader();
        NirGraph graph = reader.readFile(file);
        if (!reader.findings.isEmpty()) {
            throw new RejectedModelException(reader.findings);
        }
        return graph;
    }

    /** The library that reads HDF5 answers damage with exceptions of many kinds, and with endless recursion. */
    private NirGraph readFile(byte[] file) {
        try (HdfFile root = HdfFile.fromBytes(file)) {
            return graph(new HdfGroup(root, new HdfValues()).group("node"), "network", 0);
        } catch (RejectedModelException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new RejectedModelException(
                    malformed("file", String.valueOf(e.getMessage()), "an HDF5 file of NIR 1.0"));
        }
    }

    private NirGraph graph(HdfGroup group, String place, int depth) {
        if (depth > MOST_DEPTH) {
            throw new IllegalArgumentException("graphs within graphs, deeper than " + MOST_DEPTH);
        }
        HdfGroup nodeGroup = group.group("nodes");
        SequencedMap<String, NirNode> nodes = new LinkedHashMap<>();
        Map<String, Map<String, float[]>> numbers = new LinkedHashMap<>();
        for (String name : names(nodeGroup)) {
            String where = depth == 0 ? "node " + name : place + "/" + name;
            try {
                HdfGroup node = nodeGroup.group(name);
                nodes.put(name, node(node, where, depth));
                numbers.put(name, numbers(node, group, name));
            } catch (IllegalArgumentException | ArithmeticException e) {
                findings.add(malformed(where, String.valueOf(e.getMessage()), "a node as NIR 1.0 defines it"));
            }
        }
        return new NirGraph(nodes, edges(group, nodes, place), metadata(group), numbers);
    }

    private static Map<String, float[]> numbers(HdfGroup node, HdfGroup graph, String name) {
        Map<String, float[]> numbers = new LinkedHashMap<>();
        if (graph.has("metadata") && graph.group("metadata").has(NirGraph.LAST_PLACES + name)) {
            HdfGroup metadata = graph.group("metadata");
            numbers.put(
                    NirGraph.LAST_PLACES,
                    metadata.array(NirGraph.LAST_PLACES + name).values());
        }
        if (node.has("metadata")) {
            HdfGroup metadata = node.group("metadata");
            for (String key : NirGraph.KEYS) {
                if (metadata.has(key)) {
                    numbers.put(key, metadata.array(key).values());
                }
            }
        }
        return numbers;
    }

    private List<String> names(HdfGroup group) {
        List<String> names = new ArrayList<>();
        for (Node node : group.group()) {
            names.add(node.getName());
        }
        nodesLeft -= names.size();
        if (nodesLeft < 0) {
            throw new IllegalArgumentException("more than %d nodes".formatted(MOST_NODES));
        }
        return names;
    }

    private List<NirGraph.Edge> edges(HdfGroup group, Map<String, NirNode> nodes, String place) {
        List<NirGraph.Edge> edges = new ArrayList<>();
        for (String[] pair : group.pairs("edges")) {
            NirGraph.Edge edge = new NirGraph.Edge(pair[0], pair[pair.length - 1]);
            for (String end : List.of(edge.from(), edge.to())) {
                if (!nodes.containsKey(end) && findings.isEmpty()) {
                    findings.add(malformed(place, "an edge to the node " + end, "edges between nodes of the graph"));
                }
            }
            if (!edges.contains(edge)) {
                edges.add(edge);
            }
        }
        return edges;
    }

    private static SequencedMap<String, String> metadata(HdfGroup group) {
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        if (group.has("metadata")) {
            HdfGroup found = group.group("metadata");
            for (String name : found.group().getChildren().keySet()) {
                found.scalar(name).ifPresent(text -> metadata.put(name, text));
            }
        }
        return metadata;
    }

    private NirNode node(HdfGroup node, String place, int depth) {
        String type = node.text("type");
        return switch (type) {
            case "Input" -> new NirNode.Input(node.whole("shape", 1));
            case "Output" -> new NirNode.Output(node.whole("shape", 1));
            case "Affine" -> new NirNode.Affine(matrix(node), node.array("bias"));
            case "Linear" -> new NirNode.Linear(matrix(node));
            case "Scale" -> new NirNode.Scale(node.array("scale"));
            case "Conv1d" -> convolution(node, 1);
            case "Conv2d" -> convolution(node, 2);
            case "SumPool2d" -> pool(node, false);
            case "AvgPool2d" -> pool(node, true);
            case "Flatten" ->
                new NirNode.Flatten(
                        node.has("input_type") ? node.whole("input_type", 1) : new int[0],
                        node.whole("start_dim", -8)[0],
                        node.whole("end_dim", -8)[0]);
            case "Delay" -> new NirNode.Delay(node.array("delay"));
            case "Threshold" -> new NirNode.Threshold(node.array("threshold"));
            case "I" -> new NirNode.Integrator(node.array("r"));
            case "IF" -> {
                NirNode.Spike spike = spike(node);
                yield new NirNode.IntegrateAndFire(like(spike.threshold(), node.array("r"), "r"), spike);
            }
            case "LI" -> new NirNode.LeakyIntegrator(leak(node, "tau"));
            case "LIF" -> new NirNode.LeakyIntegrateAndFire(leak(node, "tau"), spike(node));
            case "CubaLI" -> new NirNode.CurrentLeakyIntegrator(synapse(node), leak(node, "tau_mem"));
            case "CubaLIF" ->
                new NirNode.CurrentLeakyIntegrateAndFire(synapse(node), leak(node, "tau_mem"), spike(node));
            case "NIRGraph" -> new NirNode.Subgraph(graph(node, place, depth + 1));
            default -> throw new IllegalArgumentException("the class " + type);
        };
    }

    private static NirArray matrix(HdfGroup node) {
        NirArray weight = node.array("weight");
        if (weight.axes().length != 2) {
            throw new IllegalArgumentException("weight has %d axes, not 2".formatted(weight.axes().length));
        }
        return weight;
    }

    private static NirArray like(NirArray model, NirArray array, String name) {
        if (!Arrays.equals(model.axes(), array.axes())) {
            throw new IllegalArgumentException("%s has the shape %s, not %s"
                    .formatted(name, Arrays.toString(array.axes()), Arrays.toString(model.axes())));
        }
        return array;
    }

    private static NirNode.Spike spike(HdfGroup node) {
        NirArray threshold = node.array("v_threshold");
        NirArray reset = node.has("v_reset")
                ? like(threshold, node.array("v_reset"), "v_reset")
                : NirArray.filled(threshold.axes(), 0);
        return new NirNode.Spike(threshold, reset);
    }

    private static NirNode.Leak leak(HdfGroup node, String tau) {
        return new NirNode.Leak(node.array(tau), node.array("r"), node.array("v_leak"));
    }

    private static NirNode.Synapse synapse(HdfGroup node) {
        return new NirNode.Synapse(node.array("tau_syn"), node.array("w_in"));
    }

    private static NirNode pool(HdfGroup node, boolean average) {
        return new NirNode.Pool(
                average,
                axes(node.whole("kernel_size", 1), 2),
                axes(node.whole("stride", 1), 2),
                axes(node.whole("padding", 0), 2));
    }

    /** One value an axis; a single value stands for all. */
    private static int[] axes(int[] values, int count) {
        if (values.length == count) {
            return values;
        }
        if (values.length != 1) {
            throw new IllegalArgumentException("%d values for %d axes".formatted(values.length, count));
        }
        int[] all = new int[count];
        Arrays.fill(all, values[0]);
        return all;
    }

    private static NirNode convolution(HdfGroup node, int count) {
        NirArray weight = node.array("weight");
        if (weight.axes().length != count + 2) {
            throw new IllegalArgumentException("weight has %d axes, not %d".formatted(weight.axes().length, count + 2));
        }
        int[] stride = axes(node.whole("stride", 1), count);
        int[] dilation = axes(node.whole("dilation", 1), count);
        int[] before = new int[count];
        int[] after = new int[count];
        String named = node.scalar("padding").orElse("");
        for (int axis = 0; axis < count; axis++) {
            int total = named.equals("same") ? dilation[axis] * (weight.axes()[axis + 2] - 1) : 0;
            before[axis] = total / 2;
            after[axis] = total - total / 2;
        }
        if (!named.equals("same") && !named.equals("valid")) {
            before = axes(node.whole("padding", 0), count);
            after = before;
        }
        int[] groups = node.whole("groups", 1);
        int[] inputShape = node.has("input_shape") ? axes(node.whole("input_shape", 1), count) : new int[0];
        NirArray bias = node.array("bias");
        NirNode.Steps steps = new NirNode.Steps(stride, before, after, dilation);
        return new NirNode.Conv(inputShape, weight, bias, steps, groups[0]);
    }

    private static Finding malformed(String place, String seen, String wanted) {
        return new Finding(CODE, place, seen, wanted, "write the file again with the nir package, version 1.0");
    }
}

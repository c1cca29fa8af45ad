package io.aisynapse.core.nir.file;

import io.aisynapse.core.nir.graph.NirArray;
import io.aisynapse.core.nir.graph.NirGraph;
import io.aisynapse.core.nir.graph.NirNode;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Lays a graph out as NIR 1.0 reads it.
 *
 * <pre>
 *   /version                       text
 *   /node/type                     NIRGraph
 *   /node/edges                    text, N×2
 *   /node/nodes/NAME/type          Affine, IF …
 *   /node/nodes/NAME/weight …      one data set a parameter, compressed from 1 KiB on
 *   /node/metadata/KEY             text
 * </pre>
 */
public final class NirWriter {
    /** The version of NIR whose layout this is. */
    static final String VERSION = "1.0";

    private static final int COMPRESSED_FROM = 256;
    private static final int CHUNK_VALUES = 1 << 20;

    private NirWriter() {}

    public static byte[] write(NirGraph graph) {
        return file(root -> {
            root.putDataset("version", VERSION);
            putGraph(root.putGroup("node"), graph);
        });
    }

    /** Fills an HDF5 file. */
    public interface Content {
        void putInto(WritableHdfFile root);
    }

    public static byte[] file(Content content) {
        try {
            Path path = Files.createTempFile("network", ".nir");
            try {
                try (WritableHdfFile root = HdfFile.write(path)) {
                    content.putInto(root);
                }
                return Files.readAllBytes(path);
            } finally {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void putGraph(WritableGroup group, NirGraph graph) {
        group.putDataset("type", "NIRGraph");
        String[][] edges = graph.edges().stream()
                .map(edge -> new String[] {edge.from(), edge.to()})
                .toArray(String[][]::new);
        group.putDataset("edges", edges);
        WritableGroup nodes = group.putGroup("nodes");
        for (Map.Entry<String, NirNode> entry : graph.nodes().entrySet()) {
            WritableGroup node = nodes.putGroup(entry.getKey());
            node.putDataset("type", entry.getValue().type());
            putNode(node, entry.getValue());
            Map<String, float[]> numbers = graph.numbers().getOrDefault(entry.getKey(), Map.of());
            if (numbers.keySet().stream().anyMatch(NirGraph.KEYS::contains)) {
                WritableGroup metadata = node.putGroup("metadata");
                for (String key : NirGraph.KEYS) {
                    if (numbers.containsKey(key)) {
                        put(metadata, key, NirArray.vector(numbers.get(key)));
                    }
                }
            }
        }
        if (!graph.metadata().isEmpty()) {
            WritableGroup metadata = group.putGroup("metadata");
            graph.metadata().forEach(metadata::putDataset);
            for (String name : graph.nodes().keySet()) {
                float[] places = graph.numbers().getOrDefault(name, Map.of()).get(NirGraph.LAST_PLACES);
                if (places != null) {
                    put(metadata, NirGraph.LAST_PLACES + name, NirArray.vector(places));
                }
            }
        }
    }

    private static void putNode(WritableGroup group, NirNode node) {
        switch (node) {
            case NirNode.Input input -> group.putDataset("shape", longs(input.shape()));
            case NirNode.Output output -> group.putDataset("shape", longs(output.shape()));
            case NirNode.Affine affine -> {
                put(group, "weight", affine.weight());
                put(group, "bias", affine.bias());
            }
            case NirNode.Linear linear -> put(group, "weight", linear.weight());
            case NirNode.Scale scale -> put(group, "scale", scale.scale());
            case NirNode.Conv conv -> putConvolution(group, conv);
            case NirNode.Pool pool -> {
                group.putDataset("kernel_size", longs(pool.kernel()));
                group.putDataset("stride", longs(pool.stride()));
                group.putDataset("padding", longs(pool.padding()));
            }
            case NirNode.Flatten flatten -> {
                group.putDataset("input_type", longs(flatten.inputShape()));
                group.putDataset("start_dim", (long) flatten.startDim());
                group.putDataset("end_dim", (long) flatten.endDim());
            }
            case NirNode.Delay delay -> put(group, "delay", delay.delay());
            case NirNode.Threshold threshold -> put(group, "threshold", threshold.threshold());
            case NirNode.Integrator integrator -> put(group, "r", integrator.r());
            case NirNode.IntegrateAndFire neuron -> {
                put(group, "r", neuron.r());
                putSpike(group, neuron.spike());
            }
            case NirNode.LeakyIntegrator neuron -> putLeak(group, "tau", neuron.leak());
            case NirNode.LeakyIntegrateAndFire neuron -> {
                putLeak(group, "tau", neuron.leak());
                putSpike(group, neuron.spike());
            }
            case NirNode.CurrentLeakyIntegrator neuron -> {
                putSynapse(group, neuron.synapse());
                putLeak(group, "tau_mem", neuron.leak());
            }
            case NirNode.CurrentLeakyIntegrateAndFire neuron -> {
                putSynapse(group, neuron.synapse());
                putLeak(group, "tau_mem", neuron.leak());
                putSpike(group, neuron.spike());
            }
            case NirNode.Subgraph subgraph -> putGraph(group, subgraph.graph());
        }
    }

    /** A single number where there is one axis, as NIR has it. */
    private static void putConvolution(WritableGroup group, NirNode.Conv conv) {
        NirNode.Steps steps = conv.steps();
        putAxes(group, "input_shape", conv.inputShape());
        put(group, "weight", conv.weight());
        put(group, "bias", conv.bias());
        putAxes(group, "stride", steps.stride());
        putAxes(group, "padding", steps.padBefore());
        putAxes(group, "dilation", steps.dilation());
        group.putDataset("groups", (long) conv.groups());
    }

    private static void putAxes(WritableGroup group, String name, int[] values) {
        if (values.length == 1) {
            group.putDataset(name, (long) values[0]);
        } else {
            group.putDataset(name, longs(values));
        }
    }

    private static void putLeak(WritableGroup group, String tau, NirNode.Leak leak) {
        put(group, tau, leak.tau());
        put(group, "r", leak.r());
        put(group, "v_leak", leak.leak());
    }

    /** A reset of 0 is the default; readers of NIR before 1.0.5 refuse to have it written. */
    private static void putSpike(WritableGroup group, NirNode.Spike spike) {
        put(group, "v_threshold", spike.threshold());
        if (spike.resetsElsewhere()) {
            put(group, "v_reset", spike.reset());
        }
    }

    private static void putSynapse(WritableGroup group, NirNode.Synapse synapse) {
        put(group, "tau_syn", synapse.tau());
        put(group, "w_in", synapse.weight());
    }

    private static void put(WritableGroup group, String name, NirArray array) {
        Object nested = nested(array, 0, 0, array.values().length);
        if (array.values().length < COMPRESSED_FROM) {
            group.putDataset(name, nested);
        } else {
            group.putDataset(name, nested, compressed(array.axes()));
        }
    }

    /** Chunks of whole rows. */
    public static DatasetCreationOptions compressed(int[] axes) {
        int[] chunk = axes.clone();
        long row = 1;
        for (int axis = 1; axis < axes.length; axis++) {
            row *= axes[axis];
        }
        chunk[0] = Math.clamp(CHUNK_VALUES / row, 1, axes[0]);
        return DatasetCreationOptions.builder().chunkDimensions(chunk).deflate().build();
    }

    /** {@code float[][]…}, as the writer of HDF5 takes it. */
    private static Object nested(NirArray array, int axis, int from, int size) {
        if (array.axes().length == 0) {
            return array.values()[0];
        }
        int length = array.axes()[axis];
        if (axis == array.axes().length - 1) {
            float[] row = new float[length];
            System.arraycopy(array.values(), from, row, 0, length);
            return row;
        }
        int[] rest = new int[array.axes().length - axis];
        System.arraycopy(array.axes(), axis, rest, 0, rest.length);
        Object rows = Array.newInstance(float.class, rest);
        for (int i = 0; i < length; i++) {
            Array.set(rows, i, nested(array, axis + 1, from + i * (size / length), size / length));
        }
        return rows;
    }

    private static long[] longs(int[] values) {
        long[] longs = new long[values.length];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = values[i];
        }
        return longs;
    }
}

package io.aisynapse.core.nir;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.nir.graph.NirGraph;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * Writes a network of binary rate neurons as NIR. Whatever a value is worth lies in the weights, so that every IF node
 * has r = 1, threshold 1 and reset 0.
 *
 * <pre>
 *   input of levels              ⇒   Input in the units of the original network, steps out of the next weights
 *   dense                        ⇒   Flatten where needed, Affine
 *   convolution, identity        ⇒   Conv2d with equal pads, one group (Conv1d when all heights are 1)
 *   two projections              ⇒   two edges into the IF node
 *   sum pool                     ⇒   SumPool2d
 *   concatenation, permutation   ⇒   slices and rows of the weights behind
 *   V[0] = θ/2                   ⇒   1/(2T) more in each bias
 * </pre>
 *
 * NIR has no soft reset: the neurons here subtract their threshold, and the metadata say so ({@code reset}). A reader
 * that resets to 0 instead answers otherwise.
 */
public final class NirExport {
    /** Metadata that our own reader understands. */
    static final String RESET = "reset";

    static final String SUBTRACT = "subtract";
    static final String TIME_STEPS = "time_steps";
    static final String START = "initial_potential";
    static final String START_IN_BIAS = "half a threshold, as 1/(2T) in each bias";
    static final String INPUT_STEP = "input_step";
    static final String INPUT_LEVELS = "input_levels";
    static final String START_DELAY = "start_delay";

    private final SnnGraph network;
    private final NirSettings settings;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Layout> layouts = new ArrayList<>();
    private final SequencedMap<Integer, String> populations = new LinkedHashMap<>();
    private final ExportedNodes nodes;

    /** Code of what NIR has no class for. */
    public static final String NOT_IN_NIR = ExportCheck.NOT_IN_NIR;

    private NirExport(SnnGraph network, NirSettings settings) {
        this.network = network;
        this.settings = settings;
        this.nodes = new ExportedNodes(settings.target(), isLine(network));
    }

    /**
     * The file.
     *
     * @throws RejectedModelException as {@link #graph}
     */
    public static byte[] write(SnnGraph network, NirSettings settings) {
        return graph(network, settings).toFile();
    }

    /**
     * Says at once, before any work, whether NIR has words for a network.
     *
     * @param before what is known to be against it already
     * @throws RejectedModelException with these findings and those of {@link #graph}
     */
    public static void check(SnnGraph network, List<Finding> before) {
        List<Finding> findings = new ArrayList<>(before);
        findings.addAll(ExportCheck.findings(network));
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
    }

    /**
     * The network as NIR.
     *
     * @throws RejectedModelException with code {@code not-in-nir} for every node that NIR has no class for
     */
    public static NirExported graph(SnnGraph network, NirSettings settings) {
        return new NirExport(network, settings).export();
    }

    private NirExported export() {
        findings.addAll(ExportCheck.findings(network));
        if (findings.isEmpty()) {
            for (int node = 0; node < network.nodes().size(); node++) {
                layouts.add(layout(node, network.nodes().get(node)));
            }
            findings.addAll(nodes.findings());
        }
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
        NirGraph graph = new NirGraph(nodes.nodes(), nodes.edges(), metadata(), nodes.numbers());
        List<Finding> notes = new ArrayList<>(nodes.notes());
        if (network.startDelay() > 0) {
            notes.add(startDelayIsLost());
        }
        return new NirExported(graph, populations, notes);
    }

    private Layout layout(int index, SnnNode node) {
        return switch (node) {
            case SnnNode.Input input -> nodes.input(input);
            case SnnNode.SumPool pool -> nodes.sumPool(pool, layouts.get(pool.source()), shape(pool.source()));
            case SnnNode.IndexMap map -> layouts.get(map.source()).mapped(map.map());
            case SnnNode.Concat concat ->
                Layout.joined(concat.sources().stream().map(layouts::get).toList());
            case SnnNode.Population population -> {
                Layout layout = population(population);
                populations.put(index, layout.parts().getFirst().name());
                yield layout;
            }
            case SnnNode.Readout readout -> {
                nodes.readout(readout, inputs(readout.projections()));
                yield new Layout(List.of(), new int[0], new int[0]);
            }
            case SnnNode.MaxGate _, SnnNode.Unit _, SnnNode.LeakyPopulation _ ->
                throw new IllegalStateException("passed the check: " + node);
        };
    }

    private Layout population(SnnNode.Population population) {
        float[] bias = population.bias().clone();
        for (int channel = 0; channel < bias.length; channel++) {
            bias[channel] += settings.startBias();
        }
        return nodes.population(population, inputs(population.projections()), bias);
    }

    private List<Synapses.Source> inputs(List<Projection> projections) {
        return projections.stream()
                .map(projection -> new Synapses.Source(
                        projection.kernel(), layouts.get(projection.source()), shape(projection.source())))
                .toList();
    }

    private Shape shape(int node) {
        return network.nodes().get(node).shape();
    }

    /** Whether all signals are of one axis, so that Conv1d does. */
    private static boolean isLine(SnnGraph network) {
        boolean anyWide = false;
        for (SnnNode node : network.nodes()) {
            if (node.shape().height() > 1) {
                return false;
            }
            anyWide |= node.shape().width() > 1;
        }
        return anyWide;
    }

    private SequencedMap<String, String> metadata() {
        SequencedMap<String, String> metadata = new LinkedHashMap<>(settings.metadata());
        metadata.put("generator", "AI-Synapse");
        metadata.put(RESET, SUBTRACT);
        metadata.put(START, START_IN_BIAS);
        metadata.put(TIME_STEPS, Integer.toString(settings.timeSteps()));
        metadata.put("dt", "1 time step");
        metadata.put("coding", Coding.RATE.name().toLowerCase(Locale.ROOT));
        metadata.put(START_DELAY, Integer.toString(network.startDelay()));
        metadata.put(INPUT_STEP, Double.toString(network.input().step()[0]));
        metadata.put(INPUT_LEVELS, Integer.toString(network.input().maxLevel()));
        return metadata;
    }

    private Finding startDelayIsLost() {
        return new Finding(
                "start-delay-lost",
                "network",
                "layers that wait %d time steps for the one before".formatted(network.startDelay()),
                "layers that fire from the first time step on, as NIR has no initial wait",
                "run the file for more time steps, or convert without a start delay to compare spikes exactly");
    }
}

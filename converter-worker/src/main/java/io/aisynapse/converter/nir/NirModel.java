package io.aisynapse.converter.nir;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.nir.NirImport;
import io.aisynapse.core.nir.NirImportSettings;
import io.aisynapse.core.nir.NirImported;
import io.aisynapse.core.nir.graph.NirArray;
import io.aisynapse.core.nir.graph.NirGraph;
import io.aisynapse.core.nir.graph.NirInlining;
import io.aisynapse.core.nir.graph.NirNode;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.protocol.work.WorkOrder.ImportSettings;
import io.aisynapse.protocol.work.WorkResult.ModelSummary;
import io.aisynapse.protocol.work.WorkResult.NodeVerdict;
import io.aisynapse.protocol.work.WorkResult.Port;
import io.aisynapse.protocol.work.WorkResult.PreflightReport;
import io.aisynapse.protocol.work.WorkResult.PreflightTotals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A NIR file as a model: what it is, what would become of each node, and the network in it. */
public final class NirModel {
    /** Time constants of NIR's own examples are in seconds, for ticks of this length. */
    private static final double USUAL_TICK = 1e-4;

    private static final byte[] MAGIC = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final int MOST_NODES = 2_000;

    private final NirGraph graph;

    private NirModel(NirGraph graph) {
        this.graph = graph;
    }

    /** Whether the bytes begin as an HDF5 file does. */
    public static boolean isNir(byte[] model) {
        return model.length > MAGIC.length && Arrays.equals(Arrays.copyOf(model, MAGIC.length), MAGIC);
    }

    /** @throws RejectedModelException with code {@code malformed-nir} */
    public static NirModel read(byte[] file) {
        return new NirModel(NirInlining.inlined(NirImport.graph(file)));
    }

    /**
     * What the file holds.
     *
     * @throws RejectedModelException with all findings, for a network that cannot run here
     */
    public ModelSummary summary() {
        SnnGraph network = NirImport.network(graph, anySettings()).network();
        Map<String, Integer> operators = new TreeMap<>();
        graph.nodes().values().forEach(node -> operators.merge(node.type(), 1, Integer::sum));
        Port input = port(network.input().name(), inputAxes());
        Port output = port(
                network.readout().name(), new int[] {network.readout().shape().size()});
        return new ModelSummary(
                input.name(),
                input.dimensions(),
                output.name(),
                output.size(),
                0,
                graph.metadata().getOrDefault("generator", ""),
                graph.nodes().size(),
                graph.nodes().values().stream().mapToLong(NirModel::parameters).sum(),
                operators,
                List.of(input),
                List.of(output),
                ModelSummary.NIR);
    }

    private int[] inputAxes() {
        return graph.nodes().values().stream()
                .filter(NirNode.Input.class::isInstance)
                .map(node -> ((NirNode.Input) node).shape())
                .findFirst()
                .orElseThrow();
    }

    private static Port port(String name, int[] axes) {
        int size = Arrays.stream(axes).reduce(1, Math::multiplyExact);
        return new Port(name, Arrays.stream(axes).boxed().toList(), 0, size);
    }

    /** A tick that no time constant is shorter than, since it may be told later. */
    private NirImportSettings anySettings() {
        return NirImportSettings.asDefined().withTick(shortestTime().orElse(USUAL_TICK));
    }

    private Optional<Double> shortestTime() {
        return graph.nodes().values().stream()
                .flatMap(node -> times(node).stream())
                .flatMap(array -> Arrays.stream(widened(array.values())).boxed())
                .filter(time -> time > 0)
                .min(Double::compare);
    }

    private static double[] widened(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }

    private static List<NirArray> times(NirNode node) {
        return switch (node) {
            case NirNode.LeakyIntegrator n -> List.of(n.leak().tau());
            case NirNode.LeakyIntegrateAndFire n -> List.of(n.leak().tau());
            case NirNode.CurrentLeakyIntegrator n ->
                List.of(n.leak().tau(), n.synapse().tau());
            case NirNode.CurrentLeakyIntegrateAndFire n ->
                List.of(n.leak().tau(), n.synapse().tau());
            default -> List.of();
        };
    }

    private static long parameters(NirNode node) {
        return switch (node) {
            case NirNode.Affine n ->
                n.weight().values().length + (long) n.bias().values().length;
            case NirNode.Linear n -> n.weight().values().length;
            case NirNode.Conv n -> n.weight().values().length + (long) n.bias().values().length;
            case NirNode.Scale n -> n.scale().values().length;
            default -> 0;
        };
    }

    /** What would become of each node. */
    public PreflightReport preflight(String scheme) {
        Map<String, Finding> refused = new TreeMap<>();
        try {
            NirImport.network(graph, anySettings());
        } catch (RejectedModelException e) {
            e.findings().forEach(finding -> refused.putIfAbsent(finding.place(), finding));
        }
        List<NodeVerdict> nodes = new ArrayList<>();
        graph.nodes().forEach((name, node) -> nodes.add(verdict(name, node, refused.remove("node " + name))));
        refused.forEach((place, finding) ->
                nodes.add(new NodeVerdict(place, "network", "refused", finding.toText() + "; " + finding.hint(), 0)));
        int bad = (int)
                nodes.stream().filter(each -> each.verdict().equals("refused")).count();
        int exact = (int)
                nodes.stream().filter(each -> each.verdict().equals("exact")).count();
        int near = nodes.size() - bad - exact;
        String worst = bad > 0 ? "refused" : near > 0 ? "approximated" : "exact";
        return new PreflightReport(
                scheme,
                worst,
                nodes.stream().limit(MOST_NODES).toList(),
                new PreflightTotals(exact, near, 0, bad, 0, 0, bad > 0 ? 0 : 1));
    }

    private static NodeVerdict verdict(String name, NirNode node, @Nullable Finding refused) {
        if (refused != null) {
            return new NodeVerdict(
                    name, node.type(), "refused", refused.toText() + "; " + refused.hint(), parameters(node));
        }
        return switch (node) {
            case NirNode.Input _, NirNode.Output _, NirNode.Flatten _, NirNode.Pool _, NirNode.Delay _ ->
                new NodeVerdict(name, node.type(), "exact", "wiring, pools and delays lose nothing", 0);
            case NirNode.IntegrateAndFire _, NirNode.Threshold _, NirNode.Integrator _ ->
                new NodeVerdict(name, node.type(), "exact", "integers that do not leak", 0);
            case NirNode.Affine _, NirNode.Linear _, NirNode.Scale _, NirNode.Conv _ ->
                new NodeVerdict(
                        name,
                        node.type(),
                        "approximated",
                        "weights are rounded to the chip's bits, by at most half a step each",
                        parameters(node));
            case NirNode.LeakyIntegrator _,
                    NirNode.LeakyIntegrateAndFire _,
                    NirNode.CurrentLeakyIntegrator _,
                    NirNode.CurrentLeakyIntegrateAndFire _,
                    NirNode.Subgraph _ ->
                new NodeVerdict(
                        name,
                        node.type(),
                        "approximated",
                        "what is kept each tick is rounded to a multiple of 1/4096; dt must not exceed tau",
                        0);
        };
    }

    /** @param warnings receives what had to be guessed */
    NirImported imported(ImportSettings wanted, float[][] samples, List<String> warnings) {
        NirImportSettings settings = NirImportSettings.asDefined()
                .withTick(tick(wanted, warnings))
                .withInput(input(wanted, samples, warnings))
                .read(Decoding.Over.valueOf(wanted.readout().toUpperCase(java.util.Locale.ROOT)));
        return NirImport.network(
                graph, wanted.reset().equals(ImportSettings.SUBTRACT) ? settings.subtracting() : settings);
    }

    private double tick(ImportSettings wanted, List<String> warnings) {
        Double dt = wanted.dt();
        if (dt != null) {
            return dt;
        }
        Optional<Double> stated = NirImport.tick(graph);
        Optional<Double> shortest = shortestTime();
        if (stated.isEmpty() && shortest.isPresent()) {
            double guess = shortest.get() >= 1 ? 1 : USUAL_TICK;
            warnings.add("neither the file nor the request says how long a tick is: dt = %s was taken, time constants"
                            .formatted(guess)
                    + " begin at %s; give nir.dt".formatted(shortest.get()));
            return guess;
        }
        return stated.orElse(USUAL_TICK);
    }

    private static NirImportSettings.Input input(ImportSettings wanted, float[][] samples, List<String> warnings) {
        Double given = wanted.largestInput();
        if (given != null) {
            return NirImportSettings.Input.upTo(given, wanted.isPerTick());
        }
        float largest = 0;
        boolean whole = true;
        for (float[] sample : samples) {
            for (float value : sample) {
                largest = Math.max(largest, Math.abs(value));
                whole &= value == Math.rint(value);
            }
        }
        if (samples.length == 0) {
            warnings.add("no calibration samples were given: input values are taken to be at most 1 and rounded to"
                    + " 2,047 steps; give nir.largest_input or samples");
        }
        return whole && samples.length > 0 && largest <= 2047
                ? NirImportSettings.Input.wholeNumbers(wanted.isPerTick())
                : NirImportSettings.Input.upTo(largest > 0 ? largest : 1, wanted.isPerTick());
    }
}

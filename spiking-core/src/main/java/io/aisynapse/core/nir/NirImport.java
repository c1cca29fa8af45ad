package io.aisynapse.core.nir;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.nir.file.NirReader;
import io.aisynapse.core.nir.graph.NirGraph;
import io.aisynapse.core.nir.graph.NirInlining;
import io.aisynapse.core.nir.graph.NirNode;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.snn.SnnVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a NIR file as a spiking network of this project. All classes of NIR 1.0 are lowered: linear nodes into
 * synapses, also several in a row; IF, LIF, CubaLIF and Threshold into neurons; I, LI and CubaLI before the output into
 * an answer from potentials; delays and recurrent edges into delayed synapses. Graphs in a graph are put into it.
 */
public final class NirImport {
    static final String CODE = "unsupported-nir";

    private static final String DT = "dt";

    private NirImport() {}

    /**
     * What the file holds, of every class of NIR 1.0.
     *
     * @throws RejectedModelException with code {@code malformed-nir}
     */
    public static NirGraph graph(byte[] file) {
        return NirReader.read(file);
    }

    /**
     * The network in the file.
     *
     * @throws RejectedModelException with code {@code malformed-nir} for damage, {@code unsupported-nir} for every node
     *     that cannot be lowered
     */
    public static NirImported read(byte[] file, NirImportSettings settings) {
        return network(graph(file), settings);
    }

    /** As {@link #read}, of a graph that has been read. */
    public static NirImported network(NirGraph outer, NirImportSettings settings) {
        NirGraph graph = NirInlining.inlined(outer);
        List<Finding> findings = new ArrayList<>();
        List<Finding> notes = new ArrayList<>();
        Neurons rules = rules(graph, settings, findings, notes);
        NirImportSettings.Input scale = inputScale(graph, settings, findings);
        String input = only(graph, NirNode.Input.class, findings);
        String output = only(graph, NirNode.Output.class, findings);
        List<SnnNode> nodes = new ImportedNodes(graph, rules, findings).lower(input, scale, output);
        int startDelay = (int) number(graph, NirExport.START_DELAY, 0, findings);
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
        SnnGraph network = new SnnGraph(Coding.RATE, startDelay, nodes);
        List<Finding> wrong = SnnVerifier.findings(network);
        if (!wrong.isEmpty()) {
            throw new RejectedModelException(wrong);
        }
        return new NirImported(network, graph.metadata(), notes);
    }

    private static String only(NirGraph graph, Class<? extends NirNode> type, List<Finding> findings) {
        List<String> names = graph.nodes().entrySet().stream()
                .filter(entry -> type.isInstance(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        if (names.size() != 1) {
            findings.add(new Finding(
                    CODE,
                    "network",
                    "%d nodes of class %s".formatted(names.size(), type.getSimpleName()),
                    "exactly one",
                    "export one input and one output"));
        }
        return names.isEmpty() ? "" : names.getFirst();
    }

    /**
     * What the file and its reader say about its neurons.
     *
     * @param startBias part of each bias that stands for a start at half a threshold, in a file of ours; else 0
     * @param potential which ticks an answer from potentials is read from
     */
    record Neurons(boolean subtract, float startBias, double dt, Decoding.Over potential) {}

    private static Neurons rules(
            NirGraph graph, NirImportSettings settings, List<Finding> findings, List<Finding> notes) {
        boolean subtract = settings.reset() == NirImportSettings.Reset.SUBTRACT
                || NirExport.SUBTRACT.equals(graph.metadata().get(NirExport.RESET));
        boolean startInBias = NirExport.START_IN_BIAS.equals(graph.metadata().get(NirExport.START));
        double timeSteps = number(graph, NirExport.TIME_STEPS, 0, findings);
        boolean ours = startInBias && subtract && timeSteps >= 1;
        if (subtract && !NirExport.SUBTRACT.equals(graph.metadata().get(NirExport.RESET))) {
            notes.add(new Finding(
                    "reset",
                    "network",
                    "a reset to a value, as NIR defines it",
                    "the threshold subtracted, as was asked for",
                    "answers differ from those of a tool that resets as NIR defines it"));
        }
        return new Neurons(subtract, ours ? (float) (0.5 / timeSteps) : 0, settings.dt(), settings.potential());
    }

    /** Length of a tick that a file states, or nothing. */
    public static Optional<Double> tick(NirGraph graph) {
        try {
            double dt = Double.parseDouble(graph.metadata().getOrDefault(DT, ""));
            return dt > 0 && !Double.isInfinite(dt) ? Optional.of(dt) : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static NirImportSettings.Input inputScale(
            NirGraph graph, NirImportSettings settings, List<Finding> findings) {
        double step = number(graph, NirExport.INPUT_STEP, settings.input().step(), findings);
        double levels = number(graph, NirExport.INPUT_LEVELS, settings.input().levels(), findings);
        if (!(step > 0) || levels < 1 || levels > Short.MAX_VALUE) {
            findings.add(badMetadata(NirExport.INPUT_STEP, step + ", levels " + levels));
            return settings.input();
        }
        return new NirImportSettings.Input(step, (int) levels, settings.input().perTick());
    }

    private static double number(NirGraph graph, String key, double otherwise, List<Finding> findings) {
        String text = graph.metadata().get(key);
        if (text == null) {
            return otherwise;
        }
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && value <= Integer.MAX_VALUE) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Said below, as for a number out of range.
        }
        findings.add(badMetadata(key, text));
        return otherwise;
    }

    private static Finding badMetadata(String key, String seen) {
        return new Finding(
                "malformed-nir", "metadata " + key, seen, "a number in range", "take the entry out of the metadata");
    }
}

package io.aisynapse.core.nir;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.nir.file.NirReader;
import io.aisynapse.core.nir.graph.NirGraph;
import io.aisynapse.core.nir.graph.NirNode;
import io.aisynapse.core.snn.SnnGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a NIR file as a spiking network of this project: Input, Output, Affine, Linear, Scale, Conv1d, Conv2d,
 * SumPool2d, AvgPool2d, Flatten and IF, forward edges only. The other classes are read ({@link #graph}) and then
 * refused by name, since the chip's neurons neither leak nor delay.
 */
public final class NirImport {
    static final String CODE = "unsupported-nir";

    private static final int INPUT_LEVELS = 2047;

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
     *     that no population can be
     */
    public static NirImported read(byte[] file, NirImportSettings settings) {
        return lower(graph(file), settings);
    }

    static NirImported lower(NirGraph graph, NirImportSettings settings) {
        List<Finding> findings = new ArrayList<>();
        List<String> order = order(graph, findings);
        List<Finding> notes = new ArrayList<>();
        ImportedNodes nodes = new ImportedNodes(graph, neurons(graph, settings, findings, notes), findings);
        nodes.input(only(graph, NirNode.Input.class, findings), inputScale(graph, settings, findings));
        for (String name : order) {
            nodes.lower(name);
        }
        nodes.output(only(graph, NirNode.Output.class, findings));
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
        int startDelay = (int) number(graph, NirExport.START_DELAY, 0, findings);
        return new NirImported(new SnnGraph(Coding.RATE, startDelay, nodes.nodes()), graph.metadata(), notes);
    }

    /** Names in an order in which every node stands behind its sources; nodes on circles are findings. */
    private static List<String> order(NirGraph graph, List<Finding> findings) {
        Map<String, Integer> waiting = new HashMap<>();
        Map<String, List<String>> targets = new HashMap<>();
        for (NirGraph.Edge edge : graph.edges()) {
            waiting.merge(edge.to(), 1, Integer::sum);
            targets.computeIfAbsent(edge.from(), _ -> new ArrayList<>()).add(edge.to());
        }
        Deque<String> ready = new ArrayDeque<>();
        graph.nodes().keySet().stream()
                .filter(name -> !waiting.containsKey(name))
                .forEach(ready::add);
        List<String> order = new ArrayList<>();
        while (!ready.isEmpty()) {
            String name = ready.remove();
            order.add(name);
            for (String target : targets.getOrDefault(name, List.of())) {
                if (waiting.merge(target, -1, Integer::sum) == 0) {
                    ready.add(target);
                }
            }
        }
        if (order.size() < graph.nodes().size()) {
            List<String> left = new ArrayList<>(graph.nodes().keySet());
            left.removeAll(order);
            findings.add(new Finding(
                    CODE,
                    "nodes " + String.join(", ", left.subList(0, Math.min(8, left.size()))),
                    "recurrent edges, or nodes behind them",
                    "forward edges only",
                    "unroll the recurrence, or run the network elsewhere"));
        }
        return order;
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
     * What the file says about its neurons.
     *
     * @param startBias part of each bias that stands for a start at half a threshold
     */
    record Neurons(boolean subtract, float startBias) {}

    private static Neurons neurons(
            NirGraph graph, NirImportSettings settings, List<Finding> findings, List<Finding> notes) {
        boolean subtract = settings.reset() == NirImportSettings.Reset.SUBTRACT
                || NirExport.SUBTRACT.equals(graph.metadata().get(NirExport.RESET));
        boolean startInBias = NirExport.START_IN_BIAS.equals(graph.metadata().get(NirExport.START));
        double timeSteps = number(graph, NirExport.TIME_STEPS, 0, findings);
        if (startInBias && timeSteps >= 1) {
            return new Neurons(subtract, (float) (0.5 / timeSteps));
        }
        notes.add(new Finding(
                "start-potential",
                "network",
                "membranes that start at 0",
                "a start at half a threshold, which our neurons have",
                "spike counts are rounded instead of cut: up to one spike more a neuron and run"));
        return new Neurons(subtract, 0);
    }

    /** Size of an input level and the largest level. */
    record InputScale(double step, int levels) {}

    private static InputScale inputScale(NirGraph graph, NirImportSettings settings, List<Finding> findings) {
        double step = number(graph, NirExport.INPUT_STEP, settings.largestInput() / INPUT_LEVELS, findings);
        double levels = number(graph, NirExport.INPUT_LEVELS, INPUT_LEVELS, findings);
        if (!(step > 0) || levels < 1 || levels > Short.MAX_VALUE) {
            findings.add(badMetadata(NirExport.INPUT_STEP, step + ", levels " + levels));
        }
        return new InputScale(step, (int) Math.clamp(levels, 1, Short.MAX_VALUE));
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

package io.aisynapse.core.engine.record;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Windows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A wish that a program can meet.
 *
 * @param populations stages whose spikes are recorded
 * @param traces whose membranes are recorded
 * @param cores whose activity is recorded, in the order of the placement's pieces; none when it was not asked for
 */
public record RecordPlan(CoreProgram program, List<Integer> populations, List<Trace> traces, List<Integer> cores) {
    /** Sample, tick, population, neuron and value. */
    public static final long BYTES_A_SPIKE = 20;

    private static final int NAMES_SHOWN = 40;

    /** @param neuron flat */
    public record Trace(int stage, int neuron) {}

    /** @throws RejectedModelException with all names and neurons that the program does not have */
    public static RecordPlan of(CoreProgram program, RecordWish wish) {
        Map<String, Integer> stages = populations(program);
        List<Finding> findings = new ArrayList<>();
        List<Integer> populations = new ArrayList<>();
        for (String name : wish.populations()) {
            Integer stage = find(name, stages, findings);
            if (stage != null) {
                populations.add(stage);
            }
        }
        List<Trace> traces = new ArrayList<>();
        for (RecordWish.Membranes membranes : wish.membranes()) {
            Integer stage = find(membranes.population(), stages, findings);
            if (stage != null) {
                addTraces(program.stages().get(stage), stage, membranes.neurons(), traces, findings);
            }
        }
        if (program.coding() == Coding.SERIAL && !wish.membranes().isEmpty()) {
            findings.add(new Finding(
                    "membranes-in-serial",
                    "recording",
                    "membranes of scheme serial, which fires all ticks of a layer at once here",
                    "spikes or core activity, or another scheme",
                    "leave membranes out"));
        }
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
        List<Integer> cores = !wish.coreActivity()
                ? List.of()
                : program.placement().pieces().stream().map(Piece::core).toList();
        return new RecordPlan(program, List.copyOf(populations), List.copyOf(traces), cores);
    }

    /** Names of all populations, in order. */
    public static List<String> populationNames(CoreProgram program) {
        return List.copyOf(populations(program).keySet());
    }

    /** How many neurons each population has, by name, in order. */
    public static Map<String, Integer> populationSizes(CoreProgram program) {
        Map<String, Integer> sizes = new LinkedHashMap<>(populations(program));
        sizes.replaceAll((_, stage) -> program.stages().get(stage).shape().size());
        return sizes;
    }

    private static Map<String, Integer> populations(CoreProgram program) {
        Map<String, Integer> stages = new LinkedHashMap<>();
        for (int s = 0; s < program.stages().size(); s++) {
            Stage stage = program.stages().get(s);
            if (stage instanceof Stage.Population || stage instanceof Stage.LeakyPopulation) {
                stages.put(stage.name(), s);
            }
        }
        return stages;
    }

    private static @Nullable Integer find(String name, Map<String, Integer> stages, List<Finding> findings) {
        Integer stage = stages.get(name);
        if (stage == null) {
            List<String> known = stages.keySet().stream().limit(NAMES_SHOWN).toList();
            String wanted = "one of " + known + (known.size() < stages.size() ? " and others" : "");
            String hint = "take names of populations from the conversion's report";
            findings.add(new Finding("unknown-population", "recording", "population " + name, wanted, hint));
        }
        return stage;
    }

    private static void addTraces(
            Stage stage, int index, List<Integer> neurons, List<Trace> traces, List<Finding> findings) {
        int size = stage.shape().size();
        for (int neuron : neurons) {
            if (neuron < 0 || neuron >= size) {
                findings.add(new Finding(
                        "unknown-neuron",
                        "recording",
                        "neuron %d of population %s".formatted(neuron, stage.name()),
                        "0 to " + (size - 1),
                        "indices are flat, channels first"));
            } else {
                traces.add(new Trace(index, neuron));
            }
        }
    }

    /** Of the chip, from the first input to the answer. */
    public int ticks() {
        return Math.toIntExact(Windows.of(program).ticks());
    }

    /** Of a sample without its spikes, which nobody knows before. */
    public long knownBytes() {
        return 8L * traces.size() * program.timeSteps() + 8L * cores.size() * ticks();
    }
}

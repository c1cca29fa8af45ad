package io.aisynapse.core.engine;

import io.aisynapse.core.engine.count.DeliveryCount;
import io.aisynapse.core.engine.count.HopTable;
import io.aisynapse.core.engine.leaky.LeakyPlan;
import io.aisynapse.core.engine.stream.ConstantCurrents;
import io.aisynapse.core.engine.stream.SynapsePlan;
import io.aisynapse.core.fault.SpikeFaults;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.DeliveryTable;
import io.aisynapse.core.program.IntegerDecoding;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Placement;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Routes;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.program.Windows;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All that is prepared once for a program and shared by its workers; never changed afterwards. */
final class ProgramPlan {
    final CoreProgram program;
    final @Nullable SpikeFaults faults;
    final List<Stage> stages;
    final boolean[] still;
    final boolean[] graded;

    final Windows windows;
    final boolean recurrent;

    final PopulationPlan[] populations;
    final @Nullable LeakyPlan[] leaky;

    /** Of a readout that takes means; none when it reads potentials. */
    final List<SynapsePlan> readout;

    /** Weights of its currents; of the leaky plan when it reads potentials. */
    final List<SynapsePlan> readoutCurrents;

    /** From sources that hold still, of all stages. */
    final List<SynapsePlan> constants = new ArrayList<>();

    final List<DeliveryCount> deliveries = new ArrayList<>();
    final List<HopTable> hops = new ArrayList<>();

    /** Neurons and counters that pay an update at every tick, by used core. */
    final int[] unitsBySlot;

    private final int[] slotOf;

    ProgramPlan(CoreProgram program, @Nullable SpikeFaults faults) {
        this.faults = faults;
        this.program = program;
        this.stages = program.stages();
        this.still = Ranges.still(stages);
        this.graded = graded();
        this.windows = Windows.of(program);
        this.recurrent = program.isRecurrent();
        this.populations = new PopulationPlan[stages.size()];
        this.leaky = new LeakyPlan[stages.size()];
        this.readoutCurrents = ConstantCurrents.plans(program.readout(), stages);
        this.readout = readout();
        constants.addAll(readoutCurrents);
        Placement placement = program.placement();
        this.slotOf = new int[program.chip().mesh().coresPerChip() * placement.chips()];
        this.unitsBySlot = new int[placement.pieces().size()];
        for (int slot = 0; slot < unitsBySlot.length; slot++) {
            Piece piece = placement.pieces().get(slot);
            slotOf[piece.core()] = slot;
            unitsBySlot[slot] = piece.load().units();
        }
        planStages(Ranges.placed(stages), new Routes(stages, placement));
    }

    LeakyPlan leaky(int stage) {
        return Objects.requireNonNull(leaky[stage]);
    }

    private List<SynapsePlan> readout() {
        Stage.Readout last = program.readout();
        return switch (last.decoding()) {
            case IntegerDecoding.Mean _ ->
                last.synapses().stream()
                        .map(each -> PopulationPlan.plan(each, stages, last.shape()))
                        .toList();
            case IntegerDecoding.Potential potential -> {
                leaky[stages.size() - 1] = LeakyPlan.of(program, last, potential);
                yield List.of();
            }
        };
    }

    private boolean[] graded() {
        boolean[] result = new boolean[stages.size()];
        for (int s = 0; s < result.length; s++) {
            Stage stage = stages.get(s);
            result[s] = switch (stage) {
                case Stage.Input _, Stage.SumPool _, Stage.Unit _ -> true;
                case Stage.Population population -> !population.model().isBinary(program.coding());
                case Stage.MaxGate gate ->
                    gate.least() || program.coding() == Coding.DIFFERENTIAL || result[gate.source()];
                case Stage.IndexMap map -> result[map.source()];
                case Stage.Concat concat -> concat.sources().stream().anyMatch(source -> result[source]);
                case Stage.LeakyPopulation _, Stage.Readout _ -> false;
            };
        }
        return result;
    }

    private void planStages(boolean[] placed, Routes routes) {
        for (int s = 0; s < stages.size(); s++) {
            Stage stage = stages.get(s);
            List<Piece> pieces = program.placement().piecesOf(s);
            if (placed[s]) {
                hops.add(HopTable.of(
                        s, stage.shape(), pieces, routes, program.chip().mesh()));
            }
            switch (stage) {
                case Stage.Population population -> {
                    PopulationPlan plan = PopulationPlan.of(population, stages, program.coding());
                    populations[s] = plan;
                    constants.addAll(plan.currents());
                    addDeliveries(s, population.synapses(), pieces);
                }
                case Stage.LeakyPopulation population -> {
                    LeakyPlan plan = LeakyPlan.of(program, population);
                    leaky[s] = plan;
                    constants.addAll(plan.currents());
                    addDeliveries(s, population.synapses(), pieces);
                }
                case Stage.Readout last -> addDeliveries(s, last.synapses(), pieces);
                case Stage.MaxGate gate -> {
                    if (placed[s]) {
                        Shape from = stages.get(gate.source()).shape();
                        DeliveryTable table = DeliveryTable.of(gate, from, pieces);
                        deliveries.add(DeliveryCount.of(gate.source(), s, from, table, slotOf));
                    }
                }
                case Stage.Input _, Stage.SumPool _, Stage.IndexMap _, Stage.Concat _, Stage.Unit _ -> {}
            }
        }
    }

    private void addDeliveries(int target, List<Synapses> synapses, List<Piece> pieces) {
        for (Synapses each : synapses) {
            if (!still[each.source()]) {
                Shape from = stages.get(each.source()).shape();
                DeliveryTable table =
                        DeliveryTable.of(each.kernel(), from, stages.get(target).shape(), pieces);
                deliveries.add(DeliveryCount.of(each, target, from, table, slotOf));
            }
        }
    }
}

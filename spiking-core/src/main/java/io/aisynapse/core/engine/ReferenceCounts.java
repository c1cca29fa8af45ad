package io.aisynapse.core.engine;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Routes;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.tensor.Shape;

/** Counts of one sample for the reference, one event at a time. */
final class ReferenceCounts {
    private final CoreProgram program;
    private final ChipSpec.Mesh mesh;
    private final Routes routes;
    private final int[][] coreOf;
    private final long[] unitsByCore;
    private final long[] operationsByCore;
    private long spikes;
    private long synaptic;
    private long input;
    private long active;
    private long idle;
    private long messages;
    private long eastWest;
    private long northSouth;
    private long busy;
    private long saturations;

    ReferenceCounts(CoreProgram program) {
        this.program = program;
        this.mesh = program.chip().mesh();
        this.routes = new Routes(program.stages(), program.placement());
        int cores = program.placement().chips() * mesh.coresPerChip();
        this.unitsByCore = new long[cores];
        this.operationsByCore = new long[cores];
        this.coreOf = new int[program.stages().size()][];
        for (int s = 0; s < coreOf.length; s++) {
            coreOf[s] = new int[program.stages().get(s).shape().size()];
        }
        for (Piece piece : program.placement().pieces()) {
            unitsByCore[piece.core()] = piece.load().units();
            Shape shape = program.stages().get(piece.stage()).shape();
            for (int i = 0; i < shape.size(); i++) {
                boolean inside = piece.channels().contains(i / shape.plane())
                        && piece.rows().contains(i % shape.plane() / shape.width())
                        && piece.columns().contains(i % shape.width());
                if (inside) {
                    coreOf[piece.stage()][i] = piece.core();
                }
            }
        }
    }

    private int events(int value) {
        boolean graded = program.chip().precision().gradedEvents();
        return graded ? Integer.signum(Math.abs(value)) : Math.abs(value);
    }

    /** One event over one synapse. */
    void deliver(int stage, int neuron, int value) {
        synaptic += events(value);
        operationsByCore[coreOf[stage][neuron]] += events(value);
    }

    /** One neuron's event to all cores that wait for it. */
    void send(int stage, int neuron, int value) {
        if (program.stages().get(stage) instanceof Stage.Population) {
            spikes += value;
        }
        int from = coreOf[stage][neuron];
        for (int to : routes.destinations(stage, neuron)) {
            messages += events(value);
            eastWest += (long) events(value) * Math.abs(mesh.column(from) - mesh.column(to));
            northSouth += (long) events(value) * Math.abs(mesh.row(from) - mesh.row(to));
        }
    }

    void input(int level) {
        input += level == 0 ? 0 : 1;
    }

    void update(boolean isActive) {
        active += isActive ? 1 : 0;
        idle += isActive ? 0 : 1;
    }

    void saturate(boolean did) {
        saturations += did ? 1 : 0;
    }

    void endTick() {
        ChipSpec.Costs costs = program.chip().costs();
        long slowest = 0;
        for (int core = 0; core < operationsByCore.length; core++) {
            long time = operationsByCore[core] * costs.synapticOperation().picoseconds()
                    + unitsByCore[core] * costs.activeUpdate().picoseconds();
            slowest = Math.max(slowest, time);
            operationsByCore[core] = 0;
        }
        busy += slowest;
    }

    EventCounts total() {
        return new EventCounts(
                1,
                new EventCounts.Operations(spikes, synaptic, input),
                new EventCounts.Updates(active, idle),
                new EventCounts.Traffic(messages, eastWest, northSouth),
                busy,
                saturations);
    }
}

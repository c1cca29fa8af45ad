package io.aisynapse.core.engine.reference;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.engine.count.EventCounts;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.IntegerDecoding;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Routes;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Windows;
import io.aisynapse.core.tensor.Shape;

/** Counts of one sample for the reference, one event at a time. */
final class ReferenceCounts {
    private final CoreProgram program;
    private final ChipSpec.Mesh mesh;
    private final Routes routes;
    private final Windows windows;
    private final int[][] coreOf;
    private final long[] unitsByCore;
    private final long[][] operationsByCore;
    private final boolean[] readoutReached;
    private final boolean takesMeans;
    private long spikes;
    private long synaptic;
    private long graded;
    private long input;
    private long function;
    private long active;
    private long messages;
    private long eastWest;
    private long northSouth;
    private long saturations;

    ReferenceCounts(CoreProgram program) {
        this.program = program;
        this.mesh = program.chip().mesh();
        this.routes = new Routes(program.stages(), program.placement());
        this.windows = Windows.of(program);
        int cores = program.placement().chips() * mesh.coresPerChip();
        this.unitsByCore = new long[cores];
        this.operationsByCore = new long[(int) windows.ticks()][cores];
        this.readoutReached = new boolean[operationsByCore.length];
        this.takesMeans = program.readout().decoding() instanceof IntegerDecoding.Mean;
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
        boolean gradedChip = program.chip().precision().gradedEvents();
        return gradedChip ? Integer.signum(Math.abs(value)) : Math.abs(value);
    }

    /** One event over one synapse, or into a gate's counter. */
    void deliver(int source, int target, int neuron, int value, int tick) {
        synaptic += events(value);
        graded += Math.abs(value) > 1 && program.chip().precision().gradedEvents() ? 1 : 0;
        int at = windows.begin(source) + tick - 1;
        operationsByCore[at][coreOf[target][neuron]] += events(value);
        readoutReached[at] |= value != 0 && target == coreOf.length - 1 && takesMeans;
    }

    /** One neuron's event to all cores that wait for it. */
    void send(int stage, int neuron, int value) {
        Stage sender = program.stages().get(stage);
        spikes += sender instanceof Stage.Population || sender instanceof Stage.LeakyPopulation ? events(value) : 0;
        if (program.stages().get(stage) instanceof Stage.Unit) {
            return;
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

    void function(long operations) {
        function += operations;
    }

    void active(int updates) {
        active += updates;
    }

    void saturate(boolean did) {
        saturations += did ? 1 : 0;
    }

    private long busy() {
        ChipSpec.Costs costs = program.chip().costs();
        long busy = 0;
        for (long[] operations : operationsByCore) {
            long slowest = 0;
            for (int core = 0; core < operations.length; core++) {
                long time = operations[core] * costs.synapticOperation().picoseconds()
                        + unitsByCore[core] * costs.activeUpdate().picoseconds();
                slowest = Math.max(slowest, time);
            }
            busy += slowest;
        }
        return busy;
    }

    long[][] operations() {
        return operationsByCore;
    }

    EventCounts total() {
        for (boolean reached : readoutReached) {
            active += reached ? program.readout().shape().size() : 0;
        }
        long updates = windows.ticks() * program.placement().neurons();
        return new EventCounts(
                1,
                new EventCounts.Operations(spikes, synaptic, graded, input, function),
                new EventCounts.Updates(active, updates - active),
                new EventCounts.Traffic(messages, eastWest, northSouth),
                busy(),
                saturations);
    }
}

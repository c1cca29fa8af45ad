package io.aisynapse.core.energy;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.engine.count.EventCounts;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Placement;
import io.aisynapse.core.program.Routes;
import io.aisynapse.core.program.Windows;
import io.aisynapse.core.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Prices the counts of a run by the chip's price list. A tick takes the slowest core's time, the barrier over the tiles
 * in use, and the longest route on which a spike could travel (whether or not one did). Where a chip's ticks have a
 * shortest time, the run takes no less than so much for each.
 */
public final class EnergyModel {
    private final ChipSpec.Costs costs;
    private final long ticks;
    private final double perTickNanoseconds;
    private final int shortestTick;

    private EnergyModel(ChipSpec chip, long ticks, double perTickNanoseconds) {
        this.costs = chip.costs();
        this.shortestTick = chip.limits().tickNanoseconds();
        this.ticks = ticks;
        this.perTickNanoseconds = perTickNanoseconds;
    }

    public static EnergyModel of(CoreProgram program) {
        double perTick = barrierNanoseconds(program) + longestRouteNanoseconds(program);
        return new EnergyModel(program.chip(), Windows.of(program).ticks(), perTick);
    }

    /** @param counts of one sample, or the sum over several */
    public EnergyEstimate estimate(EventCounts counts) {
        return estimate(counts, counts.samples() * ticks);
    }

    /**
     * @param counts of samples some of which ended early
     * @param chipTicks that they took together
     */
    public EnergyEstimate estimate(EventCounts counts, long chipTicks) {
        List<EnergyEstimate.Part> parts = List.of(
                part("synaptic operations", counts.operations().synaptic(), costs.synapticOperation()),
                part("neuron updates, active", counts.updates().active(), costs.activeUpdate()),
                part("neuron updates, idle", counts.updates().idle(), costs.idleUpdate()),
                part("spikes to cores", counts.traffic().messages(), costs.message()),
                part("hops east-west", counts.traffic().eastWestHops(), costs.eastWestHop()),
                part("hops north-south", counts.traffic().northSouthHops(), costs.northSouthHop()),
                part("input current (host)", counts.operations().input(), costs.inputOperation()));
        double total = 0;
        for (EnergyEstimate.Part part : parts) {
            total += part.picojoules();
        }
        double time = counts.busyPicoseconds() / 1000.0 + (double) chipTicks * perTickNanoseconds;
        return new EnergyEstimate(parts, total, Math.max(time, (double) chipTicks * shortestTick));
    }

    private static EnergyEstimate.Part part(String name, long count, ChipSpec.Cost cost) {
        return new EnergyEstimate.Part(name, count, cost.picojoules(), cost.source());
    }

    /** Linear in the tiles in use between the two figures of the profile; beyond one chip the line goes on. */
    private static double barrierNanoseconds(CoreProgram program) {
        ChipSpec.Mesh mesh = program.chip().mesh();
        long tiles = program.placement().pieces().stream()
                .mapToInt(piece -> piece.core() / mesh.coresPerTile())
                .distinct()
                .count();
        double one = program.chip().costs().barrierOneTile().nanoseconds();
        double all = program.chip().costs().barrierAllTiles().nanoseconds();
        int tilesPerChip = mesh.columns() * mesh.rows();
        return tilesPerChip == 1 ? one : one + (all - one) * (tiles - 1) / (tilesPerChip - 1);
    }

    private static double longestRouteNanoseconds(CoreProgram program) {
        Placement placement = program.placement();
        Routes routes = new Routes(program.stages(), placement);
        double longest = 0;
        for (Piece piece : placement.pieces()) {
            Set<Integer> destinations = new HashSet<>();
            Shape shape = program.stages().get(piece.stage()).shape();
            piece.neurons(shape).forEach(neuron -> {
                for (int core : routes.destinations(piece.stage(), neuron)) {
                    destinations.add(core);
                }
            });
            for (int to : destinations) {
                longest = Math.max(longest, routeNanoseconds(program.chip(), piece.core(), to));
            }
        }
        return longest;
    }

    private static double routeNanoseconds(ChipSpec chip, int from, int to) {
        ChipSpec.Mesh mesh = chip.mesh();
        int eastWest = Math.abs(mesh.column(from) - mesh.column(to));
        int northSouth = Math.abs(mesh.row(from) - mesh.row(to));
        return chip.costs().message().nanoseconds()
                + eastWest * chip.costs().eastWestHop().nanoseconds()
                + northSouth * chip.costs().northSouthHop().nanoseconds();
    }
}

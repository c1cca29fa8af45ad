package io.aisynapse.core.compile;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Placement;
import io.aisynapse.core.program.Routes;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives pieces their cores: in the order of the stages, each takes the free core whose hops from the earlier pieces
 * that send to it (in recurrent networks: or hear from it), weighted by how many neurons send, are fewest; the lower
 * core wins a tie. The first piece takes core 0. A further chip is opened when the ones before it are full.
 */
final class MeshPlacement {
    private final ChipSpec.Mesh mesh;
    private final List<Stage> stages;
    private final List<Piece> pieces;
    private final BitSet dead;
    private final int[] coreOf;
    private final List<Map<Integer, Integer>> senders = new ArrayList<>();

    /**
     * @param pieces with provisional cores 0, 1 … in this order
     * @param dead cores that take none
     */
    MeshPlacement(ChipSpec.Mesh mesh, List<Stage> stages, List<Piece> pieces, BitSet dead) {
        this.dead = dead;
        this.mesh = mesh;
        this.stages = stages;
        this.pieces = pieces;
        this.coreOf = new int[pieces.size()];
    }

    List<Piece> place() {
        collectSenders();
        boolean[] taken = new boolean[opened(pieces.size())];
        dead.stream().filter(core -> core < taken.length).forEach(core -> taken[core] = true);
        List<Piece> placed = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            int open = opened(i + 1);
            coreOf[i] = cheapest(taken, open, senders.get(i));
            taken[coreOf[i]] = true;
            placed.add(Placer.withCore(pieces.get(i), coreOf[i]));
        }
        return placed;
    }

    /** Cores of so many chips that so many of them live. */
    private int opened(int pieces) {
        int perChip = mesh.coresPerChip();
        int cores = Math.ceilDiv(pieces, perChip) * perChip;
        while (!dead.isEmpty() && cores - dead.get(0, cores).cardinality() < pieces) {
            cores += perChip;
        }
        return cores;
    }

    /** For each piece, which earlier pieces send to it, or hear from it, and how many neurons send. */
    private void collectSenders() {
        Routes routes = new Routes(stages, new Placement(1, pieces.size(), 0, 0, pieces));
        pieces.forEach(_ -> senders.add(new HashMap<>()));
        for (int from = 0; from < pieces.size(); from++) {
            Piece piece = pieces.get(from);
            Shape shape = stages.get(piece.stage()).shape();
            int sender = from;
            piece.neurons(shape).forEach(neuron -> {
                for (int to : routes.destinations(piece.stage(), neuron)) {
                    if (to != sender) {
                        senders.get(Math.max(to, sender)).merge(Math.min(to, sender), 1, Integer::sum);
                    }
                }
            });
        }
    }

    private int cheapest(boolean[] taken, int cores, Map<Integer, Integer> from) {
        int best = -1;
        long least = Long.MAX_VALUE;
        for (int core = 0; core < cores; core++) {
            if (taken[core]) {
                continue;
            }
            long cost = cost(core, from);
            if (cost < least) {
                best = core;
                least = cost;
            }
            if (from.isEmpty()) {
                break;
            }
        }
        return best;
    }

    private long cost(int core, Map<Integer, Integer> from) {
        long sum = 0;
        for (Map.Entry<Integer, Integer> sender : from.entrySet()) {
            int other = coreOf[sender.getKey()];
            int hops = Math.abs(mesh.column(core) - mesh.column(other)) + Math.abs(mesh.row(core) - mesh.row(other));
            sum += (long) hops * sender.getValue();
        }
        return sum;
    }
}

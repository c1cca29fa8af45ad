package io.aisynapse.core.compile;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.program.DeliveryTable;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Placement;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Routes;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Cuts every stage with neurons into pieces and gives each piece a core. A piece whose spikes go to too many cores is
 * cut again, smaller, until its output axons fit.
 */
final class Placer {
    private static final int MAX_ROUNDS = 12;

    private final List<Stage> stages;
    private final ChipSpec chip;
    private final List<Finding> findings;
    private final int[] maxNeurons;
    private final SparseFans fans = new SparseFans();

    /** @param findings receives what does not fit */
    Placer(List<Stage> stages, ChipSpec chip, List<Finding> findings) {
        this.stages = stages;
        this.chip = chip;
        this.findings = findings;
        this.maxNeurons = new int[stages.size()];
        Arrays.fill(maxNeurons, Integer.MAX_VALUE);
    }

    Placement place() {
        List<Piece> pieces = cutAll();
        for (int round = 0; findings.isEmpty() && round < MAX_ROUNDS; round++) {
            pieces = withOutputAxons(pieces);
            if (!tightened(pieces, round == MAX_ROUNDS - 1)) {
                break;
            }
            pieces = cutAll();
        }
        checkCores(pieces.size());
        if (!findings.isEmpty()) {
            return new Placement(0, 0, 0, 0, List.of());
        }
        List<Piece> placed = new MeshPlacement(chip.mesh(), stages, pieces, new BitSet()).place();
        int last = placed.stream().mapToInt(Piece::core).max().orElse(-1);
        long neurons = placed.stream().mapToLong(piece -> piece.load().units()).sum();
        int chips = last / chip.mesh().coresPerChip() + 1;
        return new Placement(chips, placed.size(), neurons, countSynapses(placed), placed);
    }

    private List<Piece> cutAll() {
        Cutter cutter = new Cutter(stages, chip, fans);
        boolean[] placed = Ranges.placed(stages);
        List<Piece> pieces = new ArrayList<>();
        for (int s = 0; s < stages.size(); s++) {
            if (placed[s]) {
                var cut = cutter.cut(s, maxNeurons[s]);
                if (cut.isEmpty()) {
                    findings.addAll(cutter.misfits(s));
                }
                checkCoresOfLayer(s, cut.orElse(List.of()));
                for (Piece piece : cut.orElse(List.of())) {
                    pieces.add(withCore(piece, pieces.size()));
                }
            }
        }
        return pieces;
    }

    private void checkCoresOfLayer(int stage, List<Piece> cut) {
        int most = chip.layers().cores();
        if (cut.size() > most) {
            findings.add(new Finding(
                    "does-not-fit",
                    "layer " + stages.get(stage).name(),
                    "%d cores, each with %s"
                            .formatted(cut.size(), cut.getFirst().load().binds()),
                    "at most %d a layer".formatted(most),
                    "Use a smaller layer, or a chip with larger cores."));
        }
    }

    static Piece withCore(Piece piece, int core) {
        return new Piece(piece.stage(), core, piece.channels(), piece.rows(), piece.columns(), piece.load());
    }

    private List<Piece> withOutputAxons(List<Piece> pieces) {
        Routes routes = new Routes(stages, new Placement(1, pieces.size(), 0, 0, pieces));
        return pieces.stream().map(piece -> withOutputAxons(piece, routes)).toList();
    }

    private Piece withOutputAxons(Piece piece, Routes routes) {
        Shape shape = stages.get(piece.stage()).shape();
        long axons = piece.neurons(shape)
                        .mapToLong(neuron -> routes.destinations(piece.stage(), neuron).length)
                        .sum()
                * chip.limits().axonsPerInput();
        Piece.Load load = piece.load();
        Piece.Load full = new Demand(load.units(), load.inputAxons(), load.synapseBytes()).load(chip.limits(), axons);
        return new Piece(piece.stage(), piece.core(), piece.channels(), piece.rows(), piece.columns(), full);
    }

    /** Whether some stage must be cut smaller because of its output axons; in the last round that is a finding. */
    private boolean tightened(List<Piece> pieces, boolean lastRound) {
        boolean changed = false;
        for (Piece piece : pieces) {
            long axons = piece.load().outputAxons();
            int limit = chip.limits().outputAxons();
            if (axons > limit) {
                changed = true;
                long scaled = Math.max(1, (long) piece.positions() * limit / axons);
                maxNeurons[piece.stage()] = (int) Math.min(maxNeurons[piece.stage()] - 1L, scaled);
                if (lastRound || piece.positions() == 1) {
                    findings.add(new Finding(
                            "does-not-fit",
                            "layer " + stages.get(piece.stage()).name(),
                            "%d output axons on a core".formatted(axons),
                            "at most " + limit,
                            "Use fewer outputs a neuron, or a chip with larger cores."));
                    return false;
                }
            }
        }
        return changed;
    }

    private void checkCores(int needed) {
        long cores = (long) chip.mesh().coresPerChip() * chip.mesh().maxChips();
        if (needed > cores) {
            findings.add(new Finding(
                    "does-not-fit",
                    "network",
                    "%d cores".formatted(needed),
                    "at most %d (%d chips)".formatted(cores, chip.mesh().maxChips()),
                    "Use a smaller network, or a chip with more cores."));
        }
    }

    private long countSynapses(List<Piece> pieces) {
        long sum = 0;
        for (int s = 0; s < stages.size(); s++) {
            int stage = s;
            List<Piece> own =
                    pieces.stream().filter(piece -> piece.stage() == stage).toList();
            for (Synapses synapses : stages.get(s).incoming()) {
                Shape source = stages.get(synapses.source()).shape();
                DeliveryTable table = DeliveryTable.of(
                        synapses.kernel(), source, stages.get(s).shape(), own);
                for (int i = 0; i < source.size(); i++) {
                    sum += table.fanOut(table.key(i));
                }
            }
        }
        return sum;
    }
}

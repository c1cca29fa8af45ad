package io.aisynapse.core.compile;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.fault.Chance;
import io.aisynapse.core.fault.Faults;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Placement;
import io.aisynapse.core.program.ProgramCheck;
import io.aisynapse.core.program.Stage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A program as it stands on a chip that is broken: placed around dead cores, with the same answers, and with weights
 * whose bits are flipped. Stuck neurons and lost spikes are the engine's.
 */
public final class BrokenChip {
    private final CoreProgram program;
    private final Faults faults;
    private final List<Finding> findings = new ArrayList<>();

    private BrokenChip(CoreProgram program, Faults faults) {
        this.program = program;
        this.faults = faults;
    }

    /**
     * The same program and faults give the same program.
     *
     * @throws RejectedModelException with all findings: code {@code does-not-fit} when too few cores are left, {@code
     *     bad-value} for a core that there is not, {@code weight-out-of-range} when a sum with flipped weights could
     *     leave its range
     */
    public static CoreProgram of(CoreProgram program, Faults faults) {
        return new BrokenChip(program, faults).broken();
    }

    private CoreProgram broken() {
        List<Stage> stages = faults.flippedBits() > 0 ? new WeightFlips(program, faults).stages() : program.stages();
        if (faults.flippedBits() > 0) {
            findings.addAll(RangeCheck.findings(stages, program.coding()));
        }
        BitSet dead = dead();
        int needed = program.placement().pieces().size();
        int left = cores() - dead.cardinality();
        if (needed > left) {
            findings.add(new Finding(
                    "does-not-fit",
                    "faults, dead cores",
                    "%d cores needed, %d of %d left".formatted(needed, left, cores()),
                    "at least as many as the network needs",
                    "Break fewer cores, or use a chip with more of them."));
        }
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
        Placement placement = dead.isEmpty() ? program.placement() : around(dead, stages);
        CoreProgram broken = new CoreProgram(
                program.chip(),
                program.coding(),
                program.timeSteps(),
                program.startDelay(),
                program.readoutStart(),
                stages,
                placement);
        List<String> malformed = ProgramCheck.faults(broken);
        if (!malformed.isEmpty()) {
            throw new IllegalStateException("the broken program is malformed: " + String.join("; ", malformed));
        }
        return broken;
    }

    private int cores() {
        ChipSpec.Mesh mesh = program.chip().mesh();
        return mesh.coresPerChip() * mesh.maxChips();
    }

    private BitSet dead() {
        BitSet dead = new BitSet();
        for (int core : faults.deadCores()) {
            if (core < 0 || core >= cores()) {
                findings.add(new Finding(
                        "bad-value",
                        "faults, dead cores",
                        "core " + core,
                        "cores from 0 to " + (cores() - 1),
                        "Name cores that the chip has."));
            } else {
                dead.set(core);
            }
        }
        int inUse = program.placement().chips() * program.chip().mesh().coresPerChip();
        Chance chance = faults.chance(Chance.Kind.DEAD_CORE);
        int count = Math.min(faults.deadCount(), inUse);
        for (int key = 0, drawn = 0; drawn < count && dead.nextClearBit(0) < inUse; key++) {
            int core = (int) (chance.share(key) * inUse);
            if (!dead.get(core)) {
                dead.set(core);
                drawn++;
            }
        }
        return dead;
    }

    private Placement around(BitSet dead, List<Stage> stages) {
        List<Piece> pieces = new ArrayList<>();
        for (Piece piece : program.placement().pieces()) {
            pieces.add(Placer.withCore(piece, pieces.size()));
        }
        List<Piece> placed = new MeshPlacement(program.chip().mesh(), stages, pieces, dead).place();
        int last = placed.stream().mapToInt(Piece::core).max().orElse(-1);
        Placement before = program.placement();
        int chips = last / program.chip().mesh().coresPerChip() + 1;
        return new Placement(chips, before.cores(), before.neurons(), before.synapses(), placed);
    }
}

package io.aisynapse.core.compile;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.program.Current;
import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Layers of forms that a chip has no place for, whatever their size: one finding for each layer and limit. */
final class LayerCheck {
    private final List<Stage> stages;
    private final ChipSpec.LayerLimits limits;
    private final List<Finding> findings = new ArrayList<>();

    private LayerCheck(List<Stage> stages, ChipSpec chip) {
        this.stages = stages;
        this.limits = chip.layers();
    }

    static List<Finding> findings(List<Stage> stages, ChipSpec chip) {
        LayerCheck check = new LayerCheck(stages, chip);
        boolean[] placed = Ranges.placed(stages);
        for (int s = 0; s < placed.length; s++) {
            check.check(stages.get(s), placed[s]);
            if (placed[s]) {
                check.atMost(
                        stages.get(s), "layers that its spikes go to", check.listeners(s), check.limits.destinations());
            }
        }
        return check.findings;
    }

    private void check(Stage stage, boolean placed) {
        switch (stage) {
            case Stage.SumPool pool -> checkPool(pool);
            case Stage.MaxGate gate -> {
                if (placed && !limits.maxGates()) {
                    report(stage, "maximum pooling", "no maximum pooling on this chip", "Use average pooling.");
                }
            }
            case Stage.Population population -> {
                population.synapses().forEach(each -> checkKernel(stage, each.source(), each.kernel()));
                checkCurrents(stage, population.currents());
            }
            case Stage.LeakyPopulation population -> {
                population.synapses().forEach(each -> checkKernel(stage, each.source(), each.kernel()));
                checkCurrents(stage, population.currents());
            }
            case Stage.Readout readout -> {
                readout.synapses().forEach(each -> checkKernel(stage, each.source(), each.kernel()));
                checkCurrents(stage, readout.constants());
            }
            case Stage.Input _, Stage.IndexMap _, Stage.Concat _, Stage.Unit _ -> {}
        }
    }

    private void checkCurrents(Stage stage, List<Current> currents) {
        currents.forEach(each -> checkKernel(stage, each.source(), each.kernel()));
    }

    private void checkKernel(Stage stage, int source, IntegerKernel kernel) {
        Shape from = stages.get(source).shape();
        switch (kernel) {
            case IntegerKernel.Convolution conv -> {
                checkExtent(stage, conv.window().vertical());
                if (!conv.window().horizontal().equals(conv.window().vertical())) {
                    checkExtent(stage, conv.window().horizontal());
                }
                checkSides(stage, from);
            }
            case IntegerKernel.Dense _ -> {
                atMost(stage, "kernel side (a dense layer over a plane)", side(from), limits.kernelSide());
                checkSides(stage, from);
            }
            case IntegerKernel.Diagonal _, IntegerKernel.Sparse _ -> checkSides(stage, from);
        }
    }

    private void checkExtent(Stage stage, Window.Extent extent) {
        int reach = extent.dilation() * (extent.kernel() - 1) + 1;
        atMost(stage, "kernel side", reach, limits.kernelSide());
        atMost(stage, "stride", extent.stride(), limits.stride());
        atMost(stage, "padding", Math.max(extent.padBefore(), extent.padAfter()), limits.padding());
        powerOfTwo(stage, "stride", extent.stride());
    }

    private void checkSides(Stage stage, Shape from) {
        atMost(stage, "input side", side(from), limits.inputSide());
        atMost(stage, "output side", side(stage.shape()), limits.outputSide());
        atMost(stage, "channels", Math.max(from.channels(), stage.shape().channels()), limits.channels());
    }

    private void checkPool(Stage.SumPool pool) {
        Window.Extent rows = pool.window().vertical();
        Window.Extent columns = pool.window().horizontal();
        atMost(pool, "pool side", Math.max(rows.kernel(), columns.kernel()), limits.poolSide());
        powerOfTwo(pool, "pool side", rows.kernel());
        powerOfTwo(pool, "pool side", columns.kernel());
    }

    /** Layers that hear a stage, through wiring. */
    private long listeners(int stage) {
        TreeSet<Integer> heard = new TreeSet<>();
        addListeners(stage, heard, new TreeSet<>());
        return heard.size();
    }

    private void addListeners(int stage, TreeSet<Integer> heard, TreeSet<Integer> seen) {
        for (int s = 0; s < stages.size(); s++) {
            if (!stages.get(s).inputs().contains(stage) || !seen.add(s)) {
                continue;
            }
            switch (stages.get(s)) {
                case Stage.SumPool _, Stage.IndexMap _, Stage.Concat _ -> addListeners(s, heard, seen);
                case Stage.Input _,
                        Stage.MaxGate _,
                        Stage.Population _,
                        Stage.LeakyPopulation _,
                        Stage.Unit _,
                        Stage.Readout _ -> heard.add(s);
            }
        }
    }

    private static int side(Shape shape) {
        return Math.max(shape.height(), shape.width());
    }

    private void powerOfTwo(Stage stage, String what, int value) {
        if (limits.powersOfTwo() && Integer.bitCount(value) != 1) {
            report(stage, what + " " + value, "a power of two", "Use a power of two, or another chip.");
        }
    }

    private void atMost(Stage stage, String what, long value, int limit) {
        if (value > limit) {
            report(stage, what + " " + value, "at most " + limit, "Use a smaller one, or another chip.");
        }
    }

    private void report(Stage stage, String seen, String wanted, String hint) {
        Finding finding = new Finding("does-not-fit", "layer " + stage.name(), seen, wanted, hint);
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }
}

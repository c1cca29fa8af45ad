package io.aisynapse.core.compile;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Cuts a stage into the fewest equal boxes that each fit a core; among those, the one with the fewest input axons. */
final class Cutter {
    private final List<Stage> stages;
    private final ChipSpec chip;
    private final ChipSpec.Limits limits;
    private final SparseFans fans;

    Cutter(List<Stage> stages, ChipSpec chip, SparseFans fans) {
        this.fans = fans;
        this.stages = stages;
        this.chip = chip;
        this.limits = chip.limits();
    }

    /** Boxes of the stage with provisional cores 0, 1 …, or nothing when even one neuron is too much for a core. */
    Optional<List<Piece>> cut(int stage, int maxNeurons) {
        Shape shape = stages.get(stage).shape();
        Demand.Box best = null;
        long fewest = Long.MAX_VALUE;
        long fewestAxons = Long.MAX_VALUE;
        for (int channels : sizes(shape.channels())) {
            for (int rows : sizes(shape.height())) {
                for (int columns : sizes(shape.width())) {
                    Demand.Box box = new Demand.Box(channels, rows, columns);
                    long count = count(shape, box);
                    if (count > fewest || box.positions() > limits.neurons()) {
                        continue;
                    }
                    Demand demand = Demand.of(stages, stage, box, chip, fans);
                    boolean better = count < fewest || count == fewest && demand.inputAxons() < fewestAxons;
                    if (better && box.positions() <= maxNeurons && demand.fits(limits)) {
                        best = box;
                        fewest = count;
                        fewestAxons = demand.inputAxons();
                    }
                }
            }
        }
        return best == null ? Optional.empty() : Optional.of(pieces(stage, shape, best));
    }

    /** What one neuron alone asks for beyond the limits. */
    List<Finding> misfits(int stage) {
        Demand one = Demand.of(stages, stage, new Demand.Box(1, 1, 1), chip, fans);
        List<Finding> findings = new ArrayList<>();
        addMisfit(findings, stage, "neurons", one.units(), limits.neurons());
        addMisfit(findings, stage, "input axons", one.inputAxons(), limits.inputAxons());
        addMisfit(findings, stage, "bytes of synapses", one.synapseBytes(), limits.synapseBytes());
        return findings;
    }

    private void addMisfit(List<Finding> findings, int stage, String what, long need, long limit) {
        if (need > limit) {
            findings.add(new Finding(
                    "does-not-fit",
                    "layer " + stages.get(stage).name(),
                    "%d %s for a single neuron".formatted(need, what),
                    "at most %d a core".formatted(limit),
                    "Use fewer inputs a neuron, or a chip with larger cores."));
        }
    }

    /** All sizes that cut an axis into equal parts (the last may be smaller), falling. */
    private static int[] sizes(int axis) {
        return IntStream.rangeClosed(1, axis)
                .map(parts -> (axis + parts - 1) / parts)
                .distinct()
                .toArray();
    }

    private static long count(Shape shape, Demand.Box box) {
        return (long) parts(shape.channels(), box.channels())
                * parts(shape.height(), box.rows())
                * parts(shape.width(), box.columns());
    }

    private static int parts(int axis, int size) {
        return (axis + size - 1) / size;
    }

    private List<Piece> pieces(int stage, Shape shape, Demand.Box box) {
        List<Piece> pieces = new ArrayList<>();
        for (int r = 0; r < shape.height(); r += box.rows()) {
            for (int w = 0; w < shape.width(); w += box.columns()) {
                for (int c = 0; c < shape.channels(); c += box.channels()) {
                    Piece.Span channels = span(c, box.channels(), shape.channels());
                    Piece.Span rows = span(r, box.rows(), shape.height());
                    Piece.Span columns = span(w, box.columns(), shape.width());
                    Demand.Box part = new Demand.Box(channels.size(), rows.size(), columns.size());
                    Demand demand = Demand.of(stages, stage, part, chip, fans);
                    pieces.add(new Piece(stage, pieces.size(), channels, rows, columns, demand.load(limits, 0)));
                }
            }
        }
        return pieces;
    }

    private static Piece.Span span(int from, int size, int axis) {
        return new Piece.Span(from, Math.min(axis, from + size));
    }
}

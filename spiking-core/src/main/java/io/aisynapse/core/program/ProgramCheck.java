package io.aisynapse.core.program;

import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.neuron.Operand;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whether a program is whole: after it an engine meets no index, shape or number that it cannot take. */
public final class ProgramCheck {
    private final CoreProgram program;
    private final List<Stage> stages;
    private final List<String> faults = new ArrayList<>();

    private ProgramCheck(CoreProgram program) {
        this.program = program;
        this.stages = program.stages();
    }

    /** All faults, none for a good program. */
    public static List<String> faults(CoreProgram program) {
        ProgramCheck check = new ProgramCheck(program);
        check.checkFrame();
        if (check.faults.isEmpty()) {
            check.checkStages();
        }
        if (check.faults.isEmpty()) {
            check.checkRanges();
            check.checkPlacement();
        }
        return check.faults;
    }

    private void checkFrame() {
        want(program.timeSteps() >= 1, "program", "time steps");
        boolean delays = program.startDelay() == 0 || program.coding() == Coding.RATE;
        want(
                delays && program.startDelay() >= 0 && program.startDelay() < program.timeSteps(),
                "program",
                "start delay");
        want(program.readoutStart() >= 0 && program.readoutStart() < program.timeSteps(), "program", "readout start");
        if (stages.size() < 2) {
            faults.add("program: fewer than two stages");
            return;
        }
        for (int s = 0; s < stages.size(); s++) {
            Stage stage = stages.get(s);
            want(stage instanceof Stage.Input == (s == 0), stage.name(), "the input is stage 0 and no other");
            want(stage instanceof Stage.Readout == (s == stages.size() - 1), stage.name(), "the readout is last");
        }
        faults.addAll(LeakyCheck.sources(program));
    }

    private void checkStages() {
        boolean[] still = Ranges.still(stages);
        for (Stage stage : stages) {
            switch (stage) {
                case Stage.Input input -> {
                    boolean steps = input.step().length == input.shape().channels()
                            && Arrays.stream(input.step()).allMatch(step -> step > 0 && Double.isFinite(step));
                    boolean good = input.maxLevel() >= 1 && steps;
                    want(good, stage.name(), "step and levels");
                }
                case Stage.SumPool pool -> checkWindow(stage, pool.source(), pool.window());
                case Stage.MaxGate gate -> checkWindow(stage, gate.source(), gate.window());
                case Stage.IndexMap map -> checkMap(map);
                case Stage.Concat concat -> {
                    int sum = concat.sources().stream()
                            .mapToInt(s -> stages.get(s).shape().size())
                            .sum();
                    want(sum == concat.shape().size(), stage.name(), "sizes of its sources");
                }
                case Stage.Population population -> checkPopulation(population);
                case Stage.LeakyPopulation population ->
                    population.synapses().forEach(each -> checkKernel(population, each.source(), each.kernel()));
                case Stage.Unit unit -> checkUnit(unit);
                case Stage.Readout readout -> {
                    readout.synapses().forEach(each -> checkKernel(readout, each.source(), each.kernel()));
                    int channels = readout.shape().channels();
                    want(readout.scale().length == channels, stage.name(), "scales");
                    want(readout.bias().length == channels, stage.name(), "biases");
                    want(Arrays.stream(readout.scale()).allMatch(Double::isFinite), stage.name(), "finite scales");
                    want(Arrays.stream(readout.bias()).allMatch(Double::isFinite), stage.name(), "finite biases");
                }
            }
            stage.constants().forEach(current -> checkCurrent(stage, current, still));
            faults.addAll(LeakyCheck.neurons(program, stage));
        }
    }

    private void checkWindow(Stage stage, int source, Window window) {
        Shape input = stages.get(source).shape();
        want(outputFits(window, input, stage.shape()), stage.name(), "shape of its window's output");
        want(input.channels() == stage.shape().channels(), stage.name(), "channels");
        want(isBounded(window), stage.name(), "size of its window");
    }

    private static boolean isBounded(Window window) {
        long area = (long) window.vertical().kernel() * window.horizontal().kernel();
        return area <= Ranges.MAX_EVENT;
    }

    private static boolean outputFits(Window window, Shape input, Shape output) {
        return window.vertical().outputSize(input.height()) == output.height()
                && window.horizontal().outputSize(input.width()) == output.width();
    }

    private void checkMap(Stage.IndexMap map) {
        int size = stages.get(map.source()).shape().size();
        want(map.map().length == map.shape().size(), map.name(), "length of the map");
        want(Arrays.stream(map.map()).allMatch(i -> i >= -1 && i < size), map.name(), "indices of the map");
    }

    private void checkPopulation(Stage.Population population) {
        int channels = population.shape().channels();
        Stage.Membranes membranes = population.membranes();
        String name = population.name();
        want(membranes.threshold().length == channels, name, "thresholds");
        want(membranes.exponent().length == channels, name, "exponents");
        want(membranes.bias().length == channels, name, "biases");
        want(population.eventValue().length == channels, name, "event values");
        checkModel(population);
        int limit = program.chip().precision().stateLimit();
        want(Arrays.stream(membranes.threshold()).allMatch(t -> t >= 1 && t <= limit), name, "range of thresholds");
        int most = program.chip().precision().maxWeightExponent();
        want(Arrays.stream(membranes.exponent()).allMatch(e -> e >= 0 && e <= most), name, "range of exponents");
        want(Arrays.stream(membranes.bias()).allMatch(b -> b == Ranges.clipBias(b)), name, "range of biases");
        population.synapses().forEach(each -> checkKernel(population, each.source(), each.kernel()));
    }

    private void checkCurrent(Stage stage, Current current, boolean[] still) {
        String name = stage.name();
        checkKernel(stage, current.source(), current.kernel());
        want(still[current.source()], name, "a current from a source that holds still");
        want(current.multiplier().length == stage.shape().channels(), name, "multipliers");
        want(Arrays.stream(current.multiplier()).allMatch(m -> m >= 0), name, "range of multipliers");
        want(current.shift() >= 1 && current.shift() <= 62, name, "shift");
    }

    private void checkModel(Stage.Population population) {
        String name = population.name();
        NeuronModel model = population.model();
        boolean graded = program.chip().precision().gradedEvents();
        want(model.largestEvent() == 1 || graded, name, "graded events on a chip with binary ones");
        float[] values = population.eventValue();
        for (float value : values) {
            want(value > 0 && Float.isFinite(value), name, "event values above 0");
        }
        if (program.coding() == Coding.SERIAL) {
            want(model.isBinary(program.coding()), name, "binary spikes, as serial coding has");
        }
        if (model.transfer() instanceof Transfer.Leaky leaky) {
            want(leaky.slope().length == values.length, name, "slopes");
        }
        if (model.transfer() instanceof Transfer.Levels levels) {
            boolean step = levels.step() > 0 && Float.isFinite(levels.step());
            want(step && levels.least() <= 0 && levels.most() >= 0, name, "levels around 0");
        }
    }

    private void checkUnit(Stage.Unit unit) {
        boolean good = unit.eventValue() > 0 && Float.isFinite(unit.eventValue());
        want(good && unit.largestEvent() >= 1 && unit.largestEvent() <= NeuronModel.MOST, unit.name(), "its events");
        want(program.coding() != Coding.SERIAL, unit.name(), "a coding with function units");
        want(unit.operands().size() == unit.function().operands(), unit.name(), "operands");
        for (Operand operand : unit.operands()) {
            for (Operand.Term term : operand.terms()) {
                int size = stages.get(term.source()).shape().size();
                boolean fits = term.value().length == size && operand.constant().length == size;
                want(fits, unit.name(), "sizes of its operands");
            }
        }
        want(unit.operands().stream().noneMatch(operand -> operand.terms().isEmpty()), unit.name(), "empty operands");
        if (faults.isEmpty()) {
            int[] sizes =
                    unit.operands().stream().mapToInt(o -> o.constant().length).toArray();
            want(unit.function().fits(sizes, unit.shape().size()), unit.name(), "sizes of its function");
        }
    }

    private void checkKernel(Stage target, int source, IntegerKernel kernel) {
        Shape from = stages.get(source).shape();
        Shape to = target.shape();
        boolean good = switch (kernel) {
            case IntegerKernel.Dense dense ->
                dense.inputCount() == from.size()
                        && dense.outputCount() == to.size()
                        && dense.weight().length == (long) from.size() * to.size();
            case IntegerKernel.Convolution conv -> convolutionFits(conv, from, to);
            case IntegerKernel.Sparse sparse -> sparseFits(sparse, from, to);
            case IntegerKernel.Diagonal diagonal -> from.equals(to) && diagonal.weight().length == to.channels();
        };
        want(
                good,
                target.name(),
                "shape of the weights from " + stages.get(source).name());
        for (byte weight : kernel.weight()) {
            if (Math.abs(weight) > program.chip().precision().maxMantissa()) {
                faults.add("%s: weight %d".formatted(target.name(), weight));
                return;
            }
        }
    }

    private static boolean sparseFits(IntegerKernel.Sparse sparse, Shape from, Shape to) {
        int[] start = sparse.rowStart();
        int synapses = sparse.target().length;
        boolean sizes = sparse.inputCount() == from.size()
                && sparse.outputCount() == to.size()
                && start.length == from.size() + 1
                && sparse.weight().length == synapses;
        if (!sizes || start[0] != 0 || start[from.size()] != synapses) {
            return false;
        }
        for (int i = 0; i < from.size(); i++) {
            if (start[i] < 0 || start[i] > start[i + 1] || start[i + 1] > synapses) {
                return false;
            }
            for (int w = start[i]; w < start[i + 1]; w++) {
                int least = w == start[i] ? 0 : sparse.target()[w - 1] + 1;
                if (sparse.target()[w] < least || sparse.target()[w] >= to.size()) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean convolutionFits(IntegerKernel.Convolution conv, Shape from, Shape to) {
        boolean grouped = conv.groups() >= 1
                && conv.inputChannels() % conv.groups() == 0
                && conv.outputChannels() % conv.groups() == 0;
        return grouped
                && isBounded(conv.window())
                && conv.inputChannels() == from.channels()
                && conv.outputChannels() == to.channels()
                && outputFits(conv.window(), from, to)
                && conv.weight().length
                        == (long) to.channels()
                                * conv.inputsPerGroup()
                                * conv.window().area();
    }

    private void checkRanges() {
        int longest = Ranges.mostTimeSteps(stages, program.coding());
        want(program.timeSteps() <= longest, "program", "time steps");
        long[] events = Ranges.largestEvents(stages, program.coding());
        for (int s = 0; s < stages.size(); s++) {
            Stage stage = stages.get(s);
            want(events[s] <= Ranges.MAX_EVENT, stage.name(), "range of its events");
            if (stage instanceof Stage.Population population) {
                long[] charges =
                        Ranges.largestCharges(population.synapses(), stages, program.coding(), population.shape());
                long atOnce = Windows.of(program).isLayerByLayer() ? program.timeSteps() : 1;
                boolean bounded = Arrays.stream(charges).allMatch(q -> q <= Integer.MAX_VALUE / atOnce);
                want(bounded, stage.name(), "range of its first charge");
                for (int c = 0; c < charges.length; c++) {
                    charges[c] <<= population.membranes().exponent()[c];
                }
                int most = Ranges.maxCharge(program.coding());
                want(Arrays.stream(charges).allMatch(q -> q <= most), stage.name(), "range of its charge");
            }
            for (Current current : stage.constants()) {
                Synapses synapses = new Synapses(current.source(), current.kernel());
                long[] sums = Ranges.largestCharges(List.of(synapses), stages, program.coding(), stage.shape());
                boolean good = Arrays.stream(sums).allMatch(q -> q <= Integer.MAX_VALUE);
                want(good, stage.name(), "range of its current");
            }
        }
        faults.addAll(LeakyCheck.ranges(program));
    }

    /** Each neuron on exactly one core, each core with one piece. */
    private void checkPlacement() {
        Placement placement = program.placement();
        long cores = (long) program.chip().mesh().coresPerChip() * placement.chips();
        long distinct =
                placement.pieces().stream().mapToInt(Piece::core).distinct().count();
        want(distinct == placement.pieces().size(), "placement", "one piece a core");
        want(distinct == placement.cores(), "placement", "count of cores");
        long[] covered = new long[stages.size()];
        for (Piece piece : placement.pieces()) {
            boolean known = piece.stage() > 0 && piece.stage() < stages.size();
            want(known && piece.core() >= 0 && piece.core() < cores, "placement", "stage and core of a piece");
            if (known) {
                Shape shape = stages.get(piece.stage()).shape();
                boolean inside = within(piece.channels(), shape.channels())
                        && within(piece.rows(), shape.height())
                        && within(piece.columns(), shape.width());
                want(inside, stages.get(piece.stage()).name(), "box of a piece");
                covered[piece.stage()] += piece.positions();
            }
        }
        boolean[] placed = Ranges.placed(stages);
        for (int s = 0; s < stages.size(); s++) {
            Stage stage = stages.get(s);
            want(covered[s] == (placed[s] ? stage.shape().size() : 0), stage.name(), "neurons on cores");
        }
    }

    private static boolean within(Piece.Span span, int size) {
        return span.from() >= 0 && span.from() < span.to() && span.to() <= size;
    }

    private void want(boolean good, String place, String what) {
        if (!good) {
            faults.add(place + ": " + what);
        }
    }
}

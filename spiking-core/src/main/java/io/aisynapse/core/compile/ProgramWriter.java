package io.aisynapse.core.compile;

import io.aisynapse.core.neuron.GroupFunction;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.neuron.Operand;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Current;
import io.aisynapse.core.program.IntegerDecoding;
import io.aisynapse.core.program.IntegerFiring;
import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.program.IntegerMembrane;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Placement;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Writes the body of a core program file, see {@link CoreProgramFile}. */
final class ProgramWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    byte[] write(CoreProgram program) throws IOException {
        out.writeInt(program.chip().entries().size());
        for (Map.Entry<String, String> entry : program.chip().entries().entrySet()) {
            text(entry.getKey());
            text(entry.getValue());
        }
        out.writeByte(program.coding().ordinal());
        out.writeInt(program.timeSteps());
        out.writeInt(program.startDelay());
        out.writeInt(program.readoutStart());
        out.writeInt(program.stages().size());
        for (Stage stage : program.stages()) {
            stage(stage);
        }
        placement(program.placement());
        return bytes.toByteArray();
    }

    private void stage(Stage stage) throws IOException {
        out.writeByte(StageKind.of(stage).ordinal());
        text(stage.name());
        Shape shape = stage.shape();
        ints(new int[] {shape.channels(), shape.height(), shape.width()});
        switch (stage) {
            case Stage.Input input -> {
                doubles(input.step());
                out.writeInt(input.maxLevel());
                out.writeBoolean(input.perTick());
            }
            case Stage.SumPool pool -> {
                out.writeInt(pool.source());
                window(pool.window());
            }
            case Stage.MaxGate gate -> {
                out.writeInt(gate.source());
                window(gate.window());
                out.writeBoolean(gate.least());
            }
            case Stage.IndexMap map -> {
                out.writeInt(map.source());
                ints(map.map());
            }
            case Stage.Concat concat ->
                ints(concat.sources().stream().mapToInt(Integer::intValue).toArray());
            case Stage.Population population -> population(population);
            case Stage.LeakyPopulation population -> {
                allSynapses(population.synapses());
                currents(population.currents());
                membrane(population.membrane());
                firing(population.firing());
            }
            case Stage.Unit unit -> unit(unit);
            case Stage.Readout readout -> readout(readout);
        }
    }

    private void population(Stage.Population population) throws IOException {
        allSynapses(population.synapses());
        currents(population.currents());
        ints(population.membranes().threshold());
        ints(population.membranes().exponent());
        longs(population.membranes().bias());
        floats(population.eventValue());
        model(population.model());
    }

    private void currents(List<Current> currents) throws IOException {
        out.writeInt(currents.size());
        for (Current current : currents) {
            synapses(new Synapses(current.source(), current.kernel()));
            ints(current.multiplier());
            out.writeInt(current.shift());
        }
    }

    private void membrane(IntegerMembrane membrane) throws IOException {
        ints(membrane.voltageKeep());
        allInts(membrane.currentKeep());
        allInts(membrane.exponent());
        longs(membrane.bias());
        longs(membrane.leak());
        ints(membrane.initial());
    }

    private void firing(IntegerFiring firing) throws IOException {
        ints(firing.threshold());
        out.writeByte(firing.reset().ordinal());
        ints(firing.value());
        out.writeInt(firing.refractoryTicks());
    }

    private void model(NeuronModel model) throws IOException {
        out.writeInt(model.largestEvent());
        out.writeInt(model.leastCorrection());
        out.writeBoolean(model.takesBack());
        switch (model.transfer()) {
            case Transfer.Identity _ -> out.writeByte(0);
            case Transfer.Relu relu -> {
                out.writeByte(1);
                out.writeFloat(relu.cap());
            }
            case Transfer.Leaky leaky -> {
                out.writeByte(2);
                floats(leaky.slope());
            }
            case Transfer.Levels levels -> {
                out.writeByte(4);
                out.writeFloat(levels.step());
                out.writeInt(levels.least());
                out.writeInt(levels.most());
            }
            case Transfer.Smooth smooth -> {
                out.writeByte(3);
                text(smooth.function().kind().name());
                out.writeFloat(smooth.function().alpha());
                out.writeFloat(smooth.function().beta());
            }
        }
    }

    private void unit(Stage.Unit unit) throws IOException {
        switch (unit.function()) {
            case GroupFunction.Softmax softmax -> {
                out.writeByte(0);
                out.writeInt(softmax.size());
            }
            case GroupFunction.LayerNorm norm -> {
                out.writeByte(1);
                floats(norm.gamma());
                floats(norm.beta());
                out.writeFloat(norm.epsilon());
            }
            case GroupFunction.Product product -> {
                out.writeByte(2);
                ints(new int[] {product.batch(), product.rows(), product.inner(), product.columns()});
            }
            case GroupFunction.Multiply _ -> out.writeByte(3);
        }
        out.writeInt(unit.operands().size());
        for (Operand operand : unit.operands()) {
            out.writeInt(operand.terms().size());
            for (Operand.Term term : operand.terms()) {
                out.writeInt(term.source());
                floats(term.value());
            }
            floats(operand.constant());
        }
        out.writeFloat(unit.eventValue());
        out.writeInt(unit.largestEvent());
    }

    private void floats(float[] values) throws IOException {
        out.writeInt(values.length);
        for (float value : values) {
            out.writeFloat(value);
        }
    }

    private void readout(Stage.Readout readout) throws IOException {
        allSynapses(readout.synapses());
        doubles(readout.scale());
        doubles(readout.bias());
        switch (readout.decoding()) {
            case IntegerDecoding.Mean mean -> {
                out.writeByte(0);
                currents(mean.currents());
            }
            case IntegerDecoding.Potential potential -> {
                out.writeByte(1);
                membrane(potential.membrane());
                currents(potential.currents());
                out.writeByte(potential.over().ordinal());
            }
        }
    }

    private void allSynapses(List<Synapses> all) throws IOException {
        out.writeInt(all.size());
        for (Synapses synapses : all) {
            synapses(synapses);
        }
    }

    private void allInts(int[][] rows) throws IOException {
        out.writeInt(rows.length);
        for (int[] row : rows) {
            ints(row);
        }
    }

    private void longs(long[] values) throws IOException {
        out.writeInt(values.length);
        for (long value : values) {
            out.writeLong(value);
        }
    }

    private void synapses(Synapses synapses) throws IOException {
        out.writeInt(synapses.source());
        out.writeInt(synapses.delay());
        out.writeInt(synapses.receptor());
        switch (synapses.kernel()) {
            case IntegerKernel.Dense dense -> {
                out.writeByte(0);
                out.writeInt(dense.inputCount());
                out.writeInt(dense.outputCount());
            }
            case IntegerKernel.Convolution convolution -> {
                out.writeByte(1);
                out.writeInt(convolution.inputChannels());
                out.writeInt(convolution.outputChannels());
                out.writeInt(convolution.groups());
                window(convolution.window());
            }
            case IntegerKernel.Diagonal _ -> out.writeByte(2);
            case IntegerKernel.Sparse sparse -> {
                out.writeByte(3);
                out.writeInt(sparse.inputCount());
                out.writeInt(sparse.outputCount());
                ints(sparse.rowStart());
                ints(sparse.target());
            }
        }
        out.writeInt(synapses.kernel().weight().length);
        out.write(synapses.kernel().weight());
    }

    private void window(Window window) throws IOException {
        for (Window.Extent extent : new Window.Extent[] {window.vertical(), window.horizontal()}) {
            int[] values = {extent.kernel(), extent.stride(), extent.dilation(), extent.padBefore(), extent.padAfter()};
            for (int value : values) {
                out.writeInt(value);
            }
        }
    }

    private void placement(Placement placement) throws IOException {
        out.writeInt(placement.chips());
        out.writeInt(placement.cores());
        out.writeLong(placement.neurons());
        out.writeLong(placement.synapses());
        out.writeInt(placement.pieces().size());
        for (Piece piece : placement.pieces()) {
            out.writeInt(piece.stage());
            out.writeInt(piece.core());
            for (Piece.Span span : new Piece.Span[] {piece.channels(), piece.rows(), piece.columns()}) {
                out.writeInt(span.from());
                out.writeInt(span.to());
            }
            out.writeInt(piece.load().units());
            out.writeInt(piece.load().inputAxons());
            out.writeLong(piece.load().outputAxons());
            out.writeLong(piece.load().synapseBytes());
            text(piece.load().binds());
        }
    }

    private void text(String text) throws IOException {
        out.writeUTF(text);
    }

    private void ints(int[] values) throws IOException {
        out.writeInt(values.length);
        for (int value : values) {
            out.writeInt(value);
        }
    }

    private void doubles(double[] values) throws IOException {
        out.writeInt(values.length);
        for (double value : values) {
            out.writeDouble(value);
        }
    }
}

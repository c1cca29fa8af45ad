package io.aisynapse.core.engine;

import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.StageRun;
import io.aisynapse.core.kernel.Events;
import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.kernel.StateExchange;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.Operand;
import io.aisynapse.core.program.IntegerTransfer;
import io.aisynapse.core.program.Reciprocals;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** A function unit: decodes its operands, computes, and emits what its output lacks. Works in flat order. */
final class UnitRun implements StageRun {
    private static final long UNIT = Reciprocals.UNIT;

    private final Stage.Unit unit;
    private final boolean differential;
    private final EventStream[] streams;
    private final EventStream own;
    private final List<Operand.Term> terms;

    /** Decoded sums of each term's source, and where the engine's order has its neurons. */
    private final long[][] decoded;

    private final int[][] flat;
    private final int[] inner;
    private final double[][] operands;
    private final long[] emitted;
    private long[] output;
    private long functions;

    UnitRun(Stage.Unit unit, List<Stage> stages, Coding coding, EventStream[] streams, EventStream own) {
        this.unit = unit;
        this.differential = coding == Coding.DIFFERENTIAL;
        this.streams = streams;
        this.own = own;
        this.terms = unit.operands().stream()
                .flatMap(operand -> operand.terms().stream())
                .toList();
        this.decoded = new long[terms.size()][];
        this.flat = new int[terms.size()][];
        for (int t = 0; t < decoded.length; t++) {
            Shape shape = stages.get(terms.get(t).source()).shape();
            decoded[t] = new long[shape.size()];
            flat[t] = new int[shape.size()];
            Arrays.setAll(flat[t], i -> NeuronOrder.flat(shape, i));
        }
        this.inner = new int[unit.shape().size()];
        Arrays.setAll(inner, i -> NeuronOrder.inner(unit.shape(), i));
        this.operands = new double[unit.operands().size()][];
        this.emitted = new long[inner.length];
        this.output = new long[inner.length];
    }

    @Override
    public void start(float[] sample) {
        own.clear();
        functions = 0;
        Arrays.fill(emitted, 0);
        for (long[] sums : decoded) {
            Arrays.fill(sums, 0);
        }
    }

    @Override
    public void tick(int tick) {
        boolean anyEvent = tick == 1;
        for (int t = 0; t < decoded.length; t++) {
            anyEvent |= receive(t, tick);
        }
        if (anyEvent || !differential) {
            evaluate(tick);
            functions += unit.function().operations(inner.length);
        }
        for (int o = 0; o < inner.length; o++) {
            emit(o, tick);
        }
        own.endTick(tick);
    }

    private boolean receive(int term, int tick) {
        EventStream stream = streams[terms.get(term).source()];
        Events events = stream.events;
        long weight = differential ? Reciprocals.of(tick) : 1;
        int to = stream.to(tick);
        for (int e = stream.from(tick); e < to; e++) {
            decoded[term][flat[term][events.neurons()[e]]] += events.value(e) * weight;
        }
        return to > stream.from(tick);
    }

    private void evaluate(int tick) {
        double scale = differential ? UNIT : tick;
        int term = 0;
        for (int p = 0; p < operands.length; p++) {
            Operand operand = unit.operands().get(p);
            double[] values = new double[operand.constant().length];
            for (Operand.Term each : operand.terms()) {
                long[] sums = decoded[term++];
                for (int i = 0; i < values.length; i++) {
                    values[i] += sums[i] * (double) each.value()[i];
                }
            }
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] / scale + operand.constant()[i];
            }
            operands[p] = values;
        }
        double[] results = unit.function().apply(operands);
        for (int o = 0; o < output.length; o++) {
            output[o] = IntegerTransfer.rounded(results[o] / unit.eventValue() * UNIT);
        }
    }

    private void emit(int o, int tick) {
        long lack = differential ? tick * (output[o] - emitted[o]) : tick * output[o] - UNIT * emitted[o];
        long event = Math.floorDiv(lack + UNIT / 2, UNIT);
        event = Math.max(-unit.largestEvent(), Math.min(unit.largestEvent(), event));
        if (event != 0) {
            emitted[o] += event * (differential ? Reciprocals.of(tick) : 1);
            own.events.add(inner[o], (int) event);
        }
    }

    @Override
    public void exchange(StateExchange with) {
        for (long[] sums : decoded) {
            with.longs(sums);
        }
        with.longs(emitted);
        with.longs(output);
        functions = with.value(functions);
    }

    @Override
    public long functions() {
        return functions;
    }
}

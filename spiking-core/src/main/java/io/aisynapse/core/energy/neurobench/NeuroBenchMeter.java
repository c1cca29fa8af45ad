package io.aisynapse.core.energy.neurobench;

import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.watch.SampleView;
import io.aisynapse.core.engine.watch.SampleWatch;
import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Current;
import io.aisynapse.core.program.IntegerMembrane;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.tensor.Shape;
import java.util.List;

/**
 * Takes the metrics of samples that run to their end. Looks at every membrane after every tick, so it is for a few
 * samples, not for a job. Safe to be used from several threads.
 */
public final class NeuroBenchMeter {
    private final CoreProgram program;
    private final List<Connections> connections;
    private final long neurons;
    private long samples;
    private long events;
    private long macs;
    private long acs;
    private long dense;
    private long updates;

    public NeuroBenchMeter(CoreProgram program) {
        this.program = program;
        this.connections = Connections.of(program);
        this.neurons = program.stages().stream()
                .filter(NeuroBenchMeter::spikes)
                .mapToLong(stage -> stage.shape().size())
                .sum();
    }

    private static boolean spikes(Stage stage) {
        return stage instanceof Stage.Population || stage instanceof Stage.LeakyPopulation;
    }

    /** For one sample. */
    public SampleWatch watch() {
        return new Watch();
    }

    private final class Watch implements SampleWatch {
        private final long[][] before = new long[program.stages().size()][];
        private long changed;

        @Override
        public void ticked(SampleView view, int stage, int tick) {
            Stage own = program.stages().get(stage);
            if (!spikes(own)) {
                return;
            }
            if (tick == 1) {
                before[stage] = new long[own.shape().size()];
                changed += before[stage].length;
            }
            for (int i = 0; i < before[stage].length; i++) {
                long now = view.membrane(stage, i);
                changed += tick > 1 && now != before[stage][i] ? 1 : 0;
                before[stage][i] = now;
            }
        }

        @Override
        public void ended(SampleView view, long chipTicks) {
            add(view, changed);
        }
    }

    private synchronized void add(SampleView view, long changed) {
        samples++;
        updates += changed;
        for (int s = 0; s < program.stages().size(); s++) {
            if (spikes(program.stages().get(s))) {
                EventStream stream = view.events(s);
                events += stream.to(program.timeSteps()) - stream.from(1);
            }
        }
        for (Connections each : connections) {
            EventStream stream = view.events(each.source());
            int calls = stream.still ? 1 : program.timeSteps();
            for (int tick = 1; tick <= calls; tick++) {
                call(each, stream, tick);
            }
        }
    }

    /** An event that comes after the last tick, for its delay, is no input. */
    private void call(Connections layer, EventStream stream, int tick) {
        dense += layer.all();
        int sent = tick - layer.delay();
        if (sent < 1) {
            return;
        }
        Shape shape = program.stages().get(layer.source()).shape();
        boolean units = true;
        long operations = 0;
        for (int e = stream.from(sent); e < stream.to(sent); e++) {
            units &= Math.abs(stream.events.value(e)) == 1;
            operations += layer.nonzero()[NeuronOrder.flat(shape, stream.events.neurons()[e])];
        }
        acs += units ? operations : 0;
        macs += units ? 0 : operations;
    }

    /** Of all samples so far, at least one. */
    public synchronized NeuroBench metrics() {
        double each = Math.max(1, samples);
        double possible = Math.max(1, samples * neurons * program.timeSteps());
        return new NeuroBench(
                footprint(),
                connectionSparsity(),
                (possible - events) / possible,
                macs / each,
                acs / each,
                dense / each,
                updates / each);
    }

    private double connectionSparsity() {
        long zeros = 0;
        long all = 0;
        for (Stage stage : program.stages()) {
            for (Synapses synapses : stage.incoming()) {
                zeros += zeros(synapses.kernel().weight());
                all += synapses.kernel().weight().length;
            }
            for (Current current : stage.constants()) {
                zeros += zeros(current.kernel().weight());
                all += current.kernel().weight().length;
            }
        }
        return Math.rint(1e4 * zeros / Math.max(1, all)) / 1e4;
    }

    private static long zeros(byte[] weights) {
        long zeros = 0;
        for (byte weight : weights) {
            zeros += weight == 0 ? 1 : 0;
        }
        return zeros;
    }

    private long footprint() {
        long bytes = 0;
        for (Stage stage : program.stages()) {
            for (Synapses synapses : stage.incoming()) {
                bytes += synapses.kernel().weight().length;
            }
            for (Current current : stage.constants()) {
                bytes += current.kernel().weight().length;
            }
            bytes += switch (stage) {
                case Stage.Population population ->
                    (Integer.BYTES + Long.BYTES) * (long) population.membranes().threshold().length;
                case Stage.LeakyPopulation population -> leaky(population);
                case Stage.Readout readout -> (long) Double.BYTES * readout.bias().length;
                case Stage.Input _, Stage.SumPool _, Stage.MaxGate _, Stage.IndexMap _, Stage.Concat _, Stage.Unit _ ->
                    0;
            };
        }
        return bytes;
    }

    private static long leaky(Stage.LeakyPopulation population) {
        IntegerMembrane membrane = population.membrane();
        long perNeuron = 2L + membrane.receptors();
        return Integer.BYTES * perNeuron * membrane.neurons() + (long) Long.BYTES * membrane.bias().length;
    }
}

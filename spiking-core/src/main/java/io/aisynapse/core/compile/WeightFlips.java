package io.aisynapse.core.compile;

import io.aisynapse.core.fault.Chance;
import io.aisynapse.core.fault.Faults;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import java.util.ArrayList;
import java.util.List;

/** Flips bits of the weights on the cores: sign and magnitude of so many bits as the chip's weights have. */
final class WeightFlips {
    private final CoreProgram program;
    private final int bits;
    private final double rate;
    private final Chance chance;

    WeightFlips(CoreProgram program, Faults faults) {
        this.program = program;
        this.bits = program.chip().precision().weightBits();
        this.rate = faults.flippedBits();
        this.chance = faults.chance(Chance.Kind.FLIPPED_BIT);
    }

    List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        for (int s = 0; s < program.stages().size(); s++) {
            Chance own = chance.with(s);
            stages.add(
                    switch (program.stages().get(s)) {
                        case Stage.Population p ->
                            new Stage.Population(
                                    p.name(),
                                    p.shape(),
                                    flipped(p.synapses(), own),
                                    p.currents(),
                                    p.membranes(),
                                    p.eventValue(),
                                    p.model());
                        case Stage.LeakyPopulation p ->
                            new Stage.LeakyPopulation(
                                    p.name(),
                                    p.shape(),
                                    flipped(p.synapses(), own),
                                    p.currents(),
                                    p.membrane(),
                                    p.firing());
                        case Stage.Readout r ->
                            new Stage.Readout(
                                    r.name(), r.shape(), flipped(r.synapses(), own), r.scale(), r.bias(), r.decoding());
                        case Stage other -> other;
                    });
        }
        return stages;
    }

    private List<Synapses> flipped(List<Synapses> synapses, Chance own) {
        List<Synapses> flipped = new ArrayList<>();
        for (int p = 0; p < synapses.size(); p++) {
            Synapses each = synapses.get(p);
            flipped.add(
                    new Synapses(each.source(), flipped(each.kernel(), own.with(p)), each.delay(), each.receptor()));
        }
        return flipped;
    }

    private IntegerKernel flipped(IntegerKernel kernel, Chance own) {
        byte[] weight = kernel.weight().clone();
        for (int i = 0; i < weight.length; i++) {
            weight[i] = flipped(weight[i], own, (long) i * bits);
        }
        return switch (kernel) {
            case IntegerKernel.Dense k -> new IntegerKernel.Dense(k.inputCount(), k.outputCount(), weight);
            case IntegerKernel.Convolution k ->
                new IntegerKernel.Convolution(k.inputChannels(), k.outputChannels(), k.groups(), k.window(), weight);
            case IntegerKernel.Diagonal _ -> new IntegerKernel.Diagonal(weight);
            case IntegerKernel.Sparse k ->
                new IntegerKernel.Sparse(k.inputCount(), k.outputCount(), k.rowStart(), k.target(), weight);
        };
    }

    private byte flipped(byte weight, Chance own, long firstBit) {
        int signBit = 1 << (bits - 1);
        int stored = weight < 0 ? signBit | -weight : weight;
        for (int bit = 0; bit < bits; bit++) {
            stored ^= own.share(firstBit + bit) < rate ? 1 << bit : 0;
        }
        int magnitude = stored & (signBit - 1);
        return (byte) ((stored & signBit) == 0 ? magnitude : -magnitude);
    }
}

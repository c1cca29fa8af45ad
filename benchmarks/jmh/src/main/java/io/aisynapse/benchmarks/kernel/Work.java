package io.aisynapse.benchmarks.kernel;

import io.aisynapse.core.engine.stream.SynapsePlan;
import io.aisynapse.core.kernel.ChargeTile;
import io.aisynapse.core.kernel.Events;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** A layer and a block of ticks of random spikes, for the kernel and for its twin. */
final class Work {
    final SynapsePlan plan;
    final Events events = new Events(false);
    final ChargeTile tile;
    final short[] twinCharge;
    final Twin.Block arrays;
    final Twin.Places places;
    private final long operations;

    /** @param percent of the inputs spike at a tick */
    private Work(IntegerKernel kernel, Shape from, Shape to, int percent) {
        this.plan = SynapsePlan.of(new Synapses(0, kernel), from, to);
        this.tile = new ChargeTile(to.size(), Integer.SIZE);
        tile.begin(tile.capacity());
        SplittableRandom random = new SplittableRandom(percent);
        SynapseKernels.Range range = new SynapseKernels.Range();
        int[] begin = new int[tile.rows()];
        int[] end = new int[tile.rows()];
        long sum = 0;
        for (int tick = 0; tick < tile.rows(); tick++) {
            begin[tick] = events.size();
            for (int i = 0; i < from.size(); i++) {
                if (random.nextInt(100) < percent) {
                    events.add(i, 1);
                    sum += plan.runs().fanOut(i);
                }
            }
            end[tick] = events.size();
            tile.hear(tick, range.set(begin[tick], end[tick]));
        }
        this.operations = sum;
        this.twinCharge = new short[tile.rows() * to.size()];
        this.arrays = new Twin.Block(
                MemorySegment.ofArray(twinCharge),
                to.size(),
                tile.rows(),
                MemorySegment.ofArray(begin),
                MemorySegment.ofArray(end),
                MemorySegment.ofArray(plan.weight()),
                MemorySegment.ofArray(events.neurons()));
        this.places = new Twin.Places(
                plan.runs().channels(),
                plan.runs().weightsPerChannel(),
                MemorySegment.ofArray(plan.runs().start()),
                MemorySegment.ofArray(plan.runs().target()),
                MemorySegment.ofArray(plan.runs().offset()),
                MemorySegment.ofArray(plan.runs().length()));
    }

    /** Of a layer: {@code dense 512x512}, or {@code conv 16-32@14}, a kernel of 3 × 3 on 14 × 14 positions. */
    static Work of(String layer, int percent) {
        String[] part = layer.split("[ x@-]");
        int inputs = Integer.parseInt(part[1]);
        int outputs = Integer.parseInt(part[2]);
        if (part[0].equals("dense")) {
            byte[] weight = weights(inputs * outputs);
            return new Work(
                    new IntegerKernel.Dense(inputs, outputs, weight),
                    new Shape(inputs, 1, 1),
                    new Shape(outputs, 1, 1),
                    percent);
        }
        int side = Integer.parseInt(part[3]);
        Window.Extent extent = new Window.Extent(3, 1, 1, 1, 1);
        IntegerKernel kernel = new IntegerKernel.Convolution(
                inputs, outputs, 1, new Window(extent, extent), weights(inputs * outputs * 9));
        return new Work(kernel, new Shape(inputs, side, side), new Shape(outputs, side, side), percent);
    }

    /** Small enough that 2,048 rows stay shorts. */
    private static byte[] weights(int count) {
        SplittableRandom random = new SplittableRandom(count);
        byte[] weight = new byte[count];
        for (int i = 0; i < count; i++) {
            weight[i] = (byte) random.nextInt(-15, 16);
        }
        return weight;
    }

    /** Synaptic operations of a block. */
    long operations() {
        return operations;
    }

    void kernel(SynapseKernels kernels) {
        if (plan.dense()) {
            kernels.sumRows(tile, plan.weight(), events);
        } else {
            tile.clear();
            kernels.scatter(tile, plan.weight(), plan.runs(), events);
        }
    }

    void twin(Twin twin) throws Throwable {
        if (plan.dense()) {
            twin.denseEvents(arrays);
        } else {
            twin.convolutionEvents(arrays, places);
        }
    }

    /** Whether kernel and twin come to the same charges. */
    boolean isSame() {
        for (int i = 0; i < twinCharge.length; i++) {
            if (twinCharge[i] != tile.charge(i)) {
                return false;
            }
        }
        return true;
    }
}

package io.aisynapse.node;

import io.aisynapse.core.engine.range.RangeUse;
import io.aisynapse.protocol.work.WorkOrder.SampleRange;
import io.aisynapse.protocol.work.WorkResult.RangeCount;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much of their range neurons use on job data. It takes a run of its own, so one sample in sixteen is looked at,
 * by its place in the job: the same ones however the job is cut into shards.
 */
final class RangeWatch {
    private static final int EVERY = 16;

    private RangeWatch() {}

    /** @param fed what the network is fed with, for each sample of the range */
    static List<RangeCount> measure(LoadedProgram program, float[][] fed, SampleRange range) {
        float[][] some = IntStream.range(0, fed.length)
                .filter(i -> (range.first() + i) % EVERY == 0)
                .mapToObj(i -> fed[i])
                .toArray(float[][]::new);
        return RangeUse.measure(program.program(), program.engine(), some).stream()
                .map(use -> new RangeCount(use.layer(), use.atTop(), use.values()))
                .toList();
    }
}

package io.aisynapse.api;

import io.aisynapse.protocol.artifact.FolderArtifactStore;
import io.aisynapse.protocol.client.HttpWorkPort;
import io.aisynapse.protocol.problem.ErrorKind;
import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.recording.RecordedSample;
import io.aisynapse.protocol.recording.RecordingLayout;
import io.aisynapse.protocol.recording.RecordingWriter;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.InternalPort.Claim;
import io.aisynapse.protocol.work.InternalPort.Commit;
import io.aisynapse.protocol.work.InternalPort.Fail;
import io.aisynapse.protocol.work.InternalPort.Lease;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkOrder;
import io.aisynapse.protocol.work.WorkOrder.Recording;
import io.aisynapse.protocol.work.WorkOrder.RunShard;
import io.aisynapse.protocol.work.WorkOrder.SampleRange;
import io.aisynapse.protocol.work.WorkResult;
import io.aisynapse.protocol.work.WorkResult.ConversionSummary;
import io.aisynapse.protocol.work.WorkResult.ModelSummary;
import io.aisynapse.protocol.work.WorkResult.Port;
import io.aisynapse.protocol.work.WorkResult.ShardSummary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Does work through the internal port without any network being simulated: its answers follow from the sample's number.
 */
final class FakeWorker implements AutoCloseable {
    private final HttpWorkPort port;
    private final FolderArtifactStore store;
    private final String id;

    FakeWorker(RunningService service, String id) throws IOException {
        this.port = service.workPort();
        this.store = service.store();
        this.id = id;
    }

    HttpWorkPort port() {
        return port;
    }

    Optional<Lease> claim(WorkKind kind) throws IOException {
        return port.claim(new Claim(kind, null, id));
    }

    /** Claims and does pieces of a kind until there are none; returns how many. */
    int doAll(WorkKind kind) throws IOException {
        int done = 0;
        for (Optional<Lease> lease = claim(kind); lease.isPresent(); lease = claim(kind)) {
            if (!work(lease.get())) {
                throw new AssertionError("a fresh lease was refused");
            }
            done++;
        }
        return done;
    }

    boolean work(Lease lease) throws IOException {
        port.beat(lease.workId(), new Beat(lease.attempt(), "working", 1, 2));
        return port.commit(lease.workId(), new Commit(lease.attempt(), result(lease.order())));
    }

    boolean refuseModel(Lease lease) throws IOException {
        Problem first = new Problem("unsupported-op", "node a", "no", "If", "Relu", "replace it");
        Problem second = new Problem("non-finite-weight", "tensor w", "no", "NaN", "numbers", "train again");
        return port.fail(
                lease.workId(),
                new Fail(
                        lease.attempt(),
                        new WorkFailure(ErrorKind.USER, "model-rejected", "refused", List.of(first, second))));
    }

    boolean crash(Lease lease) throws IOException {
        return port.fail(
                lease.workId(),
                new Fail(
                        lease.attempt(),
                        new WorkFailure(ErrorKind.INFRASTRUCTURE, "out-of-memory", "the worker died", List.of())));
    }

    WorkResult result(WorkOrder order) throws IOException {
        return switch (order) {
            case WorkOrder.CheckModel check ->
                new WorkResult.ModelChecked(new ModelSummary(
                        "x",
                        List.of(2),
                        "y",
                        2,
                        17,
                        "test",
                        3,
                        12,
                        Map.of("Gemm", 2, "Relu", 1),
                        List.of(new Port("x", List.of(2), 0, 2)),
                        List.of(new Port("y", List.of(2), 0, 2))));
            case WorkOrder.PreflightModel preflight ->
                new WorkResult.ModelPreflighted(new WorkResult.PreflightReport(
                        preflight.scheme(),
                        "exact",
                        List.of(new WorkResult.NodeVerdict("fc", "Dense", "exact", "synapses", 4)),
                        new WorkResult.PreflightTotals(1, 0, 0, 0, 4, 0, 1)));
            case WorkOrder.ConvertModel convert ->
                new WorkResult.ModelConverted(
                        put("program of " + convert.modelDigest()),
                        put("{\"report\":true,\"populations\":{\"p\":2}}"),
                        new ConversionSummary(
                                convert.settings().timeSteps(),
                                convert.settings().chip(),
                                3,
                                1,
                                40,
                                1200,
                                List.of("a warning"),
                                null,
                                convert.settings().scheme(),
                                null,
                                List.of(new WorkResult.RangeShare("fc", 0.02))));
            case RunShard shard -> run(shard);
        };
    }

    private WorkResult run(RunShard shard) throws IOException {
        SampleRange range = shard.range();
        String blob = ("{\"first\":%d,\"count\":%d,\"outputs\":[%s],\"classes\":[%s],\"original_classes\":[%s],"
                        + "\"spikes\":[%s],\"synaptic_operations\":[%s],\"exit_ticks\":null}")
                .formatted(
                        range.first(),
                        range.count(),
                        each(range, "[%d.50,0.25]"),
                        each(range, "%d"),
                        each(range, "%d"),
                        each(range, "1%d"),
                        each(range, "2%d"));
        int count = range.count();
        return new WorkResult.ShardRun(
                put(blob),
                new ShardSummary(
                        count,
                        count,
                        count,
                        count - 1,
                        count,
                        count - 1,
                        10,
                        20,
                        30,
                        5,
                        5,
                        1000,
                        2000,
                        100,
                        100,
                        null,
                        5L * count,
                        null,
                        0.25 * count,
                        4.0 * count,
                        List.of(new WorkResult.RangeCount("fc", 7L * count, 100L * count))),
                recording(shard));
    }

    /** One spike, one trace and one core a sample: 20 + 32 + 8 bytes. */
    private @Nullable String recording(RunShard shard) throws IOException {
        Recording wish = shard.wishes() == null ? null : shard.wishes().record();
        SampleRange range = shard.range();
        if (wish == null || range.first() >= wish.samples()) {
            return null;
        }
        RecordingLayout layout = new RecordingLayout(
                List.of(new RecordingLayout.Population("p", 1, 1, 2, 0)),
                List.of(new RecordingLayout.Trace("p", 1, 0)),
                List.of(7),
                4,
                1);
        List<RecordedSample> samples = IntStream.range(
                        range.first(), Math.min(wish.samples(), range.first() + range.count()))
                .mapToObj(sample -> new RecordedSample(
                        sample,
                        1,
                        new int[][] {{1}, {0}, {sample % 2}, {1}},
                        new long[] {sample, 2, 3, 4},
                        new int[] {1},
                        new int[] {sample}))
                .toList();
        return store.put(new ByteArrayInputStream(RecordingWriter.write(layout, samples)))
                .digest();
    }

    private static String each(SampleRange range, String format) {
        return IntStream.range(range.first(), range.first() + range.count())
                .mapToObj(format::formatted)
                .collect(Collectors.joining(","));
    }

    String put(String text) throws IOException {
        return store.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .digest();
    }

    @Override
    public void close() {
        port.close();
    }
}

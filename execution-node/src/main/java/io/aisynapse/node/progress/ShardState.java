package io.aisynapse.node.progress;

import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.checkpoint.Checkpoint;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.protocol.recording.RecordedSample;
import io.aisynapse.protocol.recording.RecordingLayout;
import io.aisynapse.protocol.recording.RecordingReader;
import io.aisynapse.protocol.recording.RecordingWriter;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What a shard has done so far: results of its samples, what was recorded of them, and the states of samples under way.
 * As bytes it names its order, and is read for no other. Safe to be used by several threads.
 */
public final class ShardState {
    private static final int MAGIC = 0x41495331;

    private final String order;
    private final int first;
    private final @Nullable Done[] done;
    private final @Nullable RecordedSample[] recorded;
    private final @Nullable RecordingLayout layout;
    private final Map<Integer, Checkpoint> underWay = new TreeMap<>();

    /** A sample that is over; {@code kept} of its answers after some ticks, as whoever follows them wants it back. */
    private record Done(int sample, SampleResult result, double[] kept) {}

    private record Header(String order, List<Done> done) {}

    /** @param layout of what is recorded; null when nothing is */
    public ShardState(WorkOrder.RunShard order, @Nullable RecordingLayout layout) {
        int count = order.range().count();
        this.order = ProtocolJson.mapper().writerFor(WorkOrder.class).writeValueAsString(order);
        this.first = order.range().first();
        this.layout = layout;
        this.done = new Done[count];
        this.recorded = new RecordedSample[count];
    }

    /** Samples that are not over, ascending. */
    synchronized int[] open() {
        return IntStream.range(0, done.length).filter(i -> done[i] == null).toArray();
    }

    synchronized void end(int sample, SampleResult result, double[] kept) {
        done[sample] = new Done(sample, result, kept.clone());
        underWay.remove(sample);
    }

    synchronized void recorded(int sample, RecordedSample recording) {
        recorded[sample] = recording;
    }

    /** Its result is not taken, so it is never one of a sample that is over. */
    synchronized void leave(int sample, Checkpoint state) {
        underWay.put(sample, state);
    }

    synchronized @Nullable Checkpoint underWay(int sample) {
        return underWay.get(sample);
    }

    /** Has samples under way begin again. */
    synchronized void forgetUnderWay() {
        underWay.clear();
    }

    synchronized boolean isEmpty() {
        return underWay.isEmpty() && Arrays.stream(done).allMatch(Objects::isNull);
    }

    /** Of all samples, in order; to be called when none is open. */
    public synchronized List<SampleResult> results() {
        return Arrays.stream(done)
                .map(each -> Objects.requireNonNull(each).result())
                .toList();
    }

    public synchronized double[] kept(int sample) {
        return Objects.requireNonNull(done[sample]).kept();
    }

    /** Samples that are over. */
    public synchronized int count() {
        return (int) Arrays.stream(done).filter(Objects::nonNull).count();
    }

    /** What was recorded, by sample. */
    synchronized @Nullable RecordedSample[] recordings() {
        return recorded.clone();
    }

    synchronized byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            List<Done> over = new ArrayList<>();
            Arrays.stream(done).filter(Objects::nonNull).forEach(over::add);
            block(out, ProtocolJson.mapper().writeValueAsBytes(new Header(order, over)));
            List<RecordedSample> recordings = new ArrayList<>();
            Arrays.stream(recorded).filter(Objects::nonNull).forEach(recordings::add);
            block(out, layout == null ? new byte[0] : RecordingWriter.write(layout, recordings));
            out.writeInt(underWay.size());
            for (Map.Entry<Integer, Checkpoint> entry : underWay.entrySet()) {
                out.writeInt(entry.getKey());
                block(out, entry.getValue().toBytes());
            }
            CRC32 crc = new CRC32();
            crc.update(bytes.toByteArray());
            out.writeInt((int) crc.getValue());
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void block(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * What another attempt at the order has done.
     *
     * @param samples of the shard
     * @throws IOException when the bytes are damaged or of another order
     */
    static ShardState read(byte[] bytes, WorkOrder.RunShard order, @Nullable RecordingLayout layout, float[][] samples)
            throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, Math.max(0, bytes.length - 4));
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("no state of a shard");
            }
            ShardState state = new ShardState(order, layout);
            state.takeDone(ProtocolJson.mapper().readValue(block(in), Header.class));
            state.takeRecordings(block(in));
            for (int left = in.readInt(); left > 0; left--) {
                int sample = Objects.checkIndex(in.readInt(), samples.length);
                state.leave(sample, Checkpoint.read(block(in)).requireOf(order.programDigest(), samples[sample]));
            }
            if (in.readInt() != (int) crc.getValue() || in.read() >= 0) {
                throw new IOException("a state of a shard that was damaged");
            }
            return state;
        } catch (JacksonException | RejectedModelException | IndexOutOfBoundsException e) {
            throw new IOException("a state of a shard that cannot be used: " + e.getMessage(), e);
        }
    }

    private void takeDone(Header header) throws IOException {
        if (!header.order().equals(order)) {
            throw new IOException("a state of another shard");
        }
        for (Done each : header.done()) {
            done[each.sample()] = each;
        }
    }

    private void takeRecordings(byte[] recordings) throws IOException {
        if (layout == null) {
            return;
        }
        try (RecordingReader reader = new RecordingReader(new ByteArrayInputStream(recordings), Long.MAX_VALUE)) {
            for (RecordedSample each = reader.next(); each != null; each = reader.next()) {
                recorded[each.sample() - first] = each;
            }
        }
    }

    private static byte[] block(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a block of " + length + " bytes");
        }
        return in.readNBytes(length);
    }
}

package io.aisynapse.protocol.recording;

import io.aisynapse.protocol.work.ProtocolJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A shard's recordings as bytes, big endian:
 *
 * <pre>"AIS-REC1" · u32 length, layout as JSON · per sample: u32 sample, u32 ticks, u32 spikes, four columns of them,
 * membranes (i64), core spikes, core operations · end</pre>
 */
public final class RecordingWriter {
    static final byte[] MAGIC = "AIS-REC1".getBytes(StandardCharsets.US_ASCII);

    private RecordingWriter() {}

    /** @param samples in rising order */
    public static byte[] write(RecordingLayout layout, List<RecordedSample> samples) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            byte[] json = ProtocolJson.mapper().writeValueAsBytes(layout);
            out.write(MAGIC);
            out.write(ByteBuffer.allocate(4).putInt(json.length).array());
            out.write(json);
            for (RecordedSample sample : samples) {
                write(out, sample);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void write(OutputStream out, RecordedSample sample) throws IOException {
        int count = sample.spikes()[0].length;
        out.write(ByteBuffer.allocate(12)
                .putInt(sample.sample())
                .putInt(sample.ticks())
                .putInt(count)
                .array());
        for (int[] column : sample.spikes()) {
            write(out, column);
        }
        ByteBuffer membranes = ByteBuffer.allocate(Math.multiplyExact(8, sample.membranes().length));
        membranes.asLongBuffer().put(sample.membranes());
        out.write(membranes.array());
        write(out, sample.coreSpikes());
        write(out, sample.coreOperations());
    }

    private static void write(OutputStream out, int[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(4, values.length));
        bytes.asIntBuffer().put(values);
        out.write(bytes.array());
    }
}

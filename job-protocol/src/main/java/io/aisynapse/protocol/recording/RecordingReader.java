package io.aisynapse.protocol.recording;

import io.aisynapse.protocol.work.ProtocolJson;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** A shard's recordings sample by sample, never more than one in memory. */
public final class RecordingReader implements AutoCloseable {
    private static final int LARGEST_LAYOUT_BYTES = 1 << 24;

    private final InputStream in;
    private final RecordingLayout layout;
    private final long mostBytes;

    /**
     * @param mostBytes of one sample; a larger one is refused before it is read
     * @throws IOException when the bytes are no recording
     */
    public RecordingReader(InputStream bytes, long mostBytes) throws IOException {
        this.in = new BufferedInputStream(bytes, 1 << 16);
        this.mostBytes = mostBytes;
        if (!Arrays.equals(exactly(RecordingWriter.MAGIC.length), RecordingWriter.MAGIC)) {
            throw new IOException("no recording of version 1");
        }
        int length = ByteBuffer.wrap(exactly(4)).getInt();
        if (length < 0 || length > LARGEST_LAYOUT_BYTES) {
            throw new IOException("a layout of " + length + " bytes");
        }
        try {
            this.layout = ProtocolJson.mapper().readValue(exactly(length), RecordingLayout.class);
        } catch (JacksonException e) {
            throw new IOException("a layout that is no JSON of one", e);
        }
    }

    public RecordingLayout layout() {
        return layout;
    }

    /** Null at the end. */
    public @Nullable RecordedSample next() throws IOException {
        byte[] head = in.readNBytes(12);
        if (head.length == 0) {
            return null;
        }
        if (head.length < 12) {
            throw new EOFException("a recording ends within a sample");
        }
        ByteBuffer numbers = ByteBuffer.wrap(head);
        int sample = numbers.getInt();
        int ticks = numbers.getInt();
        int count = numbers.getInt();
        long bytes = RecordingLayout.BYTES_A_SPIKE * count + 8L * layout.membraneValues() + 8L * layout.coreValues();
        if (count < 0 || bytes > mostBytes || ticks < 1 || ticks > layout.ticks()) {
            throw new IOException("a sample of %d ticks and %d bytes".formatted(ticks, bytes));
        }
        int[][] spikes = new int[RecordedSample.COLUMNS][];
        for (int column = 0; column < spikes.length; column++) {
            spikes[column] = ints(count);
        }
        long[] membranes = new long[layout.membraneValues()];
        ByteBuffer.wrap(exactly(Math.multiplyExact(8, membranes.length)))
                .asLongBuffer()
                .get(membranes);
        return new RecordedSample(
                sample, ticks, spikes, membranes, ints(layout.coreValues()), ints(layout.coreValues()));
    }

    private int[] ints(int count) throws IOException {
        int[] values = new int[count];
        ByteBuffer.wrap(exactly(Math.multiplyExact(4, count))).asIntBuffer().get(values);
        return values;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("a recording ends early");
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

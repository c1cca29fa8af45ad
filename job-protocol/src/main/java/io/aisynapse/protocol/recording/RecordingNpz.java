package io.aisynapse.protocol.recording;

import io.aisynapse.protocol.array.NpyArray;
import io.aisynapse.protocol.array.NpyHeader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Merges shards' recordings into one {@code numpy.savez} file. Its bytes depend on the samples alone: members in one
 * order, not compressed, no times. Rows are spooled to files, so memory holds one sample. With S samples, P
 * populations, N spikes, M traces, C cores, T ticks of a window and K ticks of the chip:
 *
 * <pre>
 *   samples, ticks                                    int32 [S]    index in the dataset; ticks of the chip it took
 *   population_name, _shape, _begin                   text [P], int32 [P, 3], int32 [P]
 *   spike_sample, _tick, _population, _neuron, _value int32 [N]    sample: its row; tick: of the chip, from 1
 *   membrane                                          int64 [S, M, T]
 *   membrane_population, _neuron, _begin              text [M], int32 [M], int32 [M]
 *   core, core_spikes, core_operations                int32 [C], [S, K, C], [S, K, C]
 * </pre>
 */
public final class RecordingNpz implements AutoCloseable {
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Path folder;
    private final Path target;
    private final long mostBytes;
    private final Map<Member, OutputStream> spools = new EnumMap<>(Member.class);
    private @Nullable RecordingLayout layout;
    private int samples;
    private long spikes;
    private long bytes;
    private boolean full;

    /** Members whose rows come sample by sample, in the order of the file. */
    private enum Member {
        SAMPLES("samples"),
        TICKS("ticks"),
        SPIKE_SAMPLE("spike_sample"),
        SPIKE_TICK("spike_tick"),
        SPIKE_POPULATION("spike_population"),
        SPIKE_NEURON("spike_neuron"),
        SPIKE_VALUE("spike_value"),
        MEMBRANE("membrane"),
        CORE_SPIKES("core_spikes"),
        CORE_OPERATIONS("core_operations");

        private final String text;

        Member(String text) {
            this.text = text;
        }
    }

    /** @param mostBytes of all samples: the first that does not fit ends the recording */
    public RecordingNpz(long mostBytes) throws IOException {
        this.folder = Files.createTempDirectory("recording");
        this.target = folder.resolve("recording.npz");
        this.mostBytes = mostBytes;
        for (Member member : Member.values()) {
            spools.put(member, new BufferedOutputStream(Files.newOutputStream(spool(member)), 1 << 16));
        }
    }

    private Path spool(Member member) {
        return folder.resolve(member.text);
    }

    /**
     * The next shard, in the order of samples.
     *
     * @param first of the samples that it should hold
     * @param count how many; when it holds fewer, nothing is taken after them
     */
    public void add(InputStream shard, int first, int count) throws IOException {
        try (RecordingReader reader = new RecordingReader(shard, mostBytes)) {
            if (layout != null && !layout.equals(reader.layout())) {
                throw new IOException("shards with different layouts");
            }
            layout = reader.layout();
            int found = 0;
            for (RecordedSample sample = reader.next(); sample != null; sample = reader.next()) {
                if (sample.sample() != first + found) {
                    throw new IOException("sample %d stands at %d".formatted(sample.sample(), first + found));
                }
                found++;
                full |= bytes + sample.bytes() > mostBytes;
                if (!full) {
                    add(sample);
                }
            }
            full |= found < count;
        }
    }

    private void add(RecordedSample sample) throws IOException {
        int count = sample.spikes()[0].length;
        int[] row = new int[count];
        Arrays.fill(row, samples);
        write(Member.SAMPLES, sample.sample());
        write(Member.TICKS, sample.ticks());
        write(Member.SPIKE_SAMPLE, row);
        write(Member.SPIKE_TICK, sample.spikes()[0]);
        write(Member.SPIKE_POPULATION, sample.spikes()[1]);
        write(Member.SPIKE_NEURON, sample.spikes()[2]);
        write(Member.SPIKE_VALUE, sample.spikes()[3]);
        ByteBuffer membranes = little(Math.multiplyExact(8, sample.membranes().length));
        membranes.asLongBuffer().put(sample.membranes());
        out(Member.MEMBRANE).write(membranes.array());
        write(Member.CORE_SPIKES, sample.coreSpikes());
        write(Member.CORE_OPERATIONS, sample.coreOperations());
        samples++;
        spikes += count;
        bytes += sample.bytes();
    }

    private OutputStream out(Member member) {
        OutputStream out = spools.get(member);
        if (out == null) {
            throw new IllegalStateException("no spool of " + member);
        }
        return out;
    }

    private void write(Member member, int... values) throws IOException {
        out(member).write(bytes(values));
    }

    private static byte[] bytes(int... values) {
        ByteBuffer bytes = little(Math.multiplyExact(4, values.length));
        bytes.asIntBuffer().put(values);
        return bytes.array();
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    public int samples() {
        return samples;
    }

    /** Whether samples were left out since the rest did not fit. */
    public boolean isTruncated() {
        return full;
    }

    /** Writes the file; to be called once, after the last shard. It is gone when this is closed. */
    public Path finish() throws IOException {
        RecordingLayout known = layout;
        if (known == null) {
            throw new IOException("no shard was recorded");
        }
        for (OutputStream spool : spools.values()) {
            spool.close();
        }
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
            zip.setMethod(ZipOutputStream.STORED);
            writeLayout(zip, known);
            for (Member member : Member.values()) {
                String type = member == Member.MEMBRANE ? "<i8" : "<i4";
                byte[] header = NpyArray.headerBytes(new NpyHeader(type, false, shape(member, known)));
                store(zip, member.text, header, spool(member));
            }
        }
        return target;
    }

    private long[] shape(Member member, RecordingLayout known) {
        return switch (member) {
            case SAMPLES, TICKS -> new long[] {samples};
            case SPIKE_SAMPLE, SPIKE_TICK, SPIKE_POPULATION, SPIKE_NEURON, SPIKE_VALUE -> new long[] {spikes};
            case MEMBRANE -> new long[] {samples, known.traces().size(), known.timeSteps()};
            case CORE_SPIKES, CORE_OPERATIONS ->
                new long[] {samples, known.ticks(), known.cores().size()};
        };
    }

    private static void writeLayout(ZipOutputStream zip, RecordingLayout layout) throws IOException {
        List<RecordingLayout.Population> populations = layout.populations();
        List<RecordingLayout.Trace> traces = layout.traces();
        int[] shapes = populations.stream()
                .flatMapToInt(each -> Arrays.stream(new int[] {each.channels(), each.height(), each.width()}))
                .toArray();
        texts(
                zip,
                "population_name",
                populations.stream().map(RecordingLayout.Population::name).toList());
        store(zip, "population_shape", "<i4", bytes(shapes), populations.size(), 3);
        ints(zip, "population_begin", populations, RecordingLayout.Population::begin);
        texts(
                zip,
                "membrane_population",
                traces.stream().map(RecordingLayout.Trace::population).toList());
        ints(zip, "membrane_neuron", traces, RecordingLayout.Trace::neuron);
        ints(zip, "membrane_begin", traces, RecordingLayout.Trace::begin);
        ints(zip, "core", layout.cores(), Integer::intValue);
    }

    private static <T> void ints(ZipOutputStream zip, String name, List<T> rows, ToIntFunction<T> value)
            throws IOException {
        store(zip, name, "<i4", bytes(rows.stream().mapToInt(value).toArray()), rows.size());
    }

    /** NumPy's fixed text: UTF-32, every element as long as the longest. */
    private static void texts(ZipOutputStream zip, String name, List<String> texts) throws IOException {
        int longest = Math.max(
                1,
                texts.stream()
                        .mapToInt(text -> text.codePointCount(0, text.length()))
                        .max()
                        .orElse(1));
        ByteBuffer values = little(4 * longest * texts.size());
        for (int i = 0; i < texts.size(); i++) {
            values.position(4 * longest * i).put(texts.get(i).getBytes(StandardCharsets.UTF_32LE));
        }
        store(zip, name, "<U" + longest, values.array(), texts.size());
    }

    private static void store(ZipOutputStream zip, String name, String type, byte[] values, long... shape)
            throws IOException {
        byte[] header = NpyArray.headerBytes(new NpyHeader(type, false, shape));
        CRC32 crc = new CRC32();
        crc.update(header);
        crc.update(values);
        begin(zip, name, (long) header.length + values.length, crc.getValue());
        zip.write(header);
        zip.write(values);
        zip.closeEntry();
    }

    private static void store(ZipOutputStream zip, String name, byte[] header, Path values) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(header);
        try (InputStream in = new CheckedInputStream(Files.newInputStream(values), crc)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        begin(zip, name, header.length + Files.size(values), crc.getValue());
        zip.write(header);
        Files.copy(values, zip);
        zip.closeEntry();
    }

    private static void begin(ZipOutputStream zip, String name, long size, long crc) throws IOException {
        ZipEntry entry = new ZipEntry(name + ".npy");
        entry.setTimeLocal(NO_TIME);
        entry.setSize(size);
        entry.setCompressedSize(size);
        entry.setCrc(crc);
        zip.putNextEntry(entry);
    }

    @Override
    public void close() throws IOException {
        for (OutputStream spool : spools.values()) {
            spool.close();
        }
        for (Member member : Member.values()) {
            Files.deleteIfExists(spool(member));
        }
        Files.deleteIfExists(target);
        Files.deleteIfExists(folder);
    }
}

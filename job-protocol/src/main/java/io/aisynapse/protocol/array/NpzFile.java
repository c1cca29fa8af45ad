package io.aisynapse.protocol.array;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * An .npz file: a zip of .npy members. Nothing is unpacked to disk, member names are compared and never used as paths,
 * the directory is bounded before it is read, and inflated bytes are counted while inflating.
 */
public final class NpzFile implements AutoCloseable {
    private static final int MOST_MEMBERS = 64;
    private static final int LARGEST_DIRECTORY_BYTES = 1 << 16;
    private static final int END_RECORD_BYTES = 22;
    private static final int END_RECORD_MAGIC = 0x06054b50;
    private static final int LONGEST_COMMENT_BYTES = 0xffff;

    private final ZipFile zip;
    private final long largestMemberBytes;

    private NpzFile(ZipFile zip, long largestMemberBytes) {
        this.zip = zip;
        this.largestMemberBytes = largestMemberBytes;
    }

    /** @param largestMemberBytes inflated size at which reading a member stops with {@code too-large} */
    public static NpzFile open(Path file, long largestMemberBytes) throws IOException {
        checkDirectory(file);
        try {
            return new NpzFile(new ZipFile(file.toFile()), largestMemberBytes);
        } catch (ZipException | IllegalArgumentException e) {
            throw notNpz("a zip that is damaged", e);
        }
    }

    /** Array names as numpy.savez was given them, without {@code .npy}. */
    public List<String> names() {
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith(".npy"))
                .map(name -> name.substring(0, name.length() - ".npy".length()))
                .sorted()
                .toList();
    }

    public boolean has(String name) {
        return zip.getEntry(name + ".npy") != null;
    }

    /** The member's .npy bytes, bounded. */
    public InputStream open(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name + ".npy");
        if (entry == null) {
            throw new ArrayFormatException(
                    "missing-array",
                    "arrays " + names(),
                    "an array named '" + name + "'",
                    "name the array when saving it: numpy.savez(file, " + name + "=...)");
        }
        if (entry.getSize() > largestMemberBytes) {
            throw tooLarge(largestMemberBytes);
        }
        try {
            return new BoundedStream(zip.getInputStream(entry), largestMemberBytes);
        } catch (ZipException e) {
            throw notNpz("a zip member that is damaged", e);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Looks at the end record alone: {@link ZipFile} would load a directory of any size. */
    private static void checkDirectory(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer tail = tail(channel);
            for (int at = tail.limit() - END_RECORD_BYTES; at >= 0; at--) {
                if (tail.getInt(at) == END_RECORD_MAGIC) {
                    int members = tail.getShort(at + 10) & 0xffff;
                    long directoryBytes = tail.getInt(at + 12) & 0xffff_ffffL;
                    if (members > MOST_MEMBERS || directoryBytes > LARGEST_DIRECTORY_BYTES) {
                        throw new ArrayFormatException(
                                "too-many-arrays",
                                members + " members in a directory of " + directoryBytes + " bytes",
                                "at most " + MOST_MEMBERS + " members",
                                "save only the arrays of inputs and labels");
                    }
                    return;
                }
            }
        }
        throw notNpz("a file that is no zip", null);
    }

    private static ByteBuffer tail(FileChannel channel) throws IOException {
        long size = channel.size();
        int length = (int) Math.min(size, END_RECORD_BYTES + LONGEST_COMMENT_BYTES);
        ByteBuffer tail = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(size - length);
        while (tail.hasRemaining() && channel.read(tail) >= 0) {
            continue;
        }
        return tail.flip();
    }

    private static ArrayFormatException notNpz(String seen, @Nullable Exception cause) {
        ArrayFormatException e =
                new ArrayFormatException("not-npz", seen, "a file of numpy.savez", "write it with numpy.savez");
        if (cause != null) {
            e.initCause(cause);
        }
        return e;
    }

    private static ArrayFormatException tooLarge(long limit) {
        return new ArrayFormatException(
                "too-large",
                "an array of more than " + limit + " bytes when inflated",
                "at most " + limit + " bytes",
                "send fewer samples at once");
    }

    /** Stops at the limit whatever the directory says, and turns damage into a refusal. */
    private static final class BoundedStream extends FilterInputStream {
        private final long limit;
        private long count;

        BoundedStream(InputStream in, long limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int read = super.read(target, offset, length);
                count += Math.max(read, 0);
                if (count > limit) {
                    throw tooLarge(limit);
                }
                return read;
            } catch (ZipException | EOFException e) {
                throw notNpz("a zip member that is damaged", e);
            }
        }

        @Override
        public long skip(long wanted) throws IOException {
            return Math.max(0, read(new byte[(int) Math.min(wanted, 8192)]));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}

package io.aisynapse.core.compile;

import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.ProgramCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A core program as bytes, the same for the same program: the magic {@code AISYNCP}, one byte of format version, the
 * body (big-endian, counts before arrays), four bytes of CRC-32 over all before it.
 */
public final class CoreProgramFile {
    private static final byte[] MAGIC = {'A', 'I', 'S', 'Y', 'N', 'C', 'P', 4};
    private static final int CHECKSUM_BYTES = 4;

    private CoreProgramFile() {}

    public static byte[] write(CoreProgram program) {
        try {
            byte[] body = new ProgramWriter().write(program);
            ByteBuffer file = ByteBuffer.allocate(MAGIC.length + body.length + CHECKSUM_BYTES);
            file.put(MAGIC).put(body).putInt(checksum(file.array(), MAGIC.length + body.length));
            return file.array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IOException when the bytes are no whole program of this format version */
    public static CoreProgram read(byte[] file) throws IOException {
        int end = file.length - CHECKSUM_BYTES;
        if (end < MAGIC.length) {
            throw new IOException("a core program of %d bytes".formatted(file.length));
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (file[i] != MAGIC[i]) {
                throw new IOException("no core program of format version " + MAGIC[MAGIC.length - 1]);
            }
        }
        if (ByteBuffer.wrap(file, end, CHECKSUM_BYTES).getInt() != checksum(file, end)) {
            throw new IOException("the core program's checksum does not fit its bytes");
        }
        return readBody(file, end);
    }

    private static CoreProgram readBody(byte[] file, int end) throws IOException {
        try {
            CoreProgram program = new ProgramReader(file, MAGIC.length, end - MAGIC.length).read();
            List<String> faults = ProgramCheck.faults(program);
            if (!faults.isEmpty()) {
                throw new IOException("malformed core program: " + String.join("; ", faults));
            }
            return program;
        } catch (IllegalArgumentException | ArithmeticException | RejectedModelException e) {
            throw new IOException("malformed core program: " + e.getMessage(), e);
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}

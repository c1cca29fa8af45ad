package io.aisynapse.core.engine.checkpoint;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A sample on its way: how many ticks each stage has run, the events of those ticks (which holds what is still on its
 * way over a delay) and what each stage keeps. Independent of strategy, kernels and threads: any engine of the same
 * program goes on from it to the same result. As bytes, big endian:
 *
 * <pre>"AIS-CKP1" · u16 length, program digest · 32 bytes SHA-256 of the sample's floats ·
 * u32 stages, u32 ticks each · u64 length, state · 32 bytes SHA-256 of all before</pre>
 *
 * @param program digest of the program, as the caller names it
 * @param sample SHA-256 of the sample, in hexadecimal
 * @param ticks that each stage has run
 * @param state by the exchange of the stages, in their order
 */
public record Checkpoint(String program, String sample, int[] ticks, byte[] state) {
    private static final byte[] MAGIC = "AIS-CKP1".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH_BYTES = 32;
    private static final int MOST_STAGES = 1 << 20;

    public static String digestOf(float[] sample) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(4, sample.length));
        bytes.asFloatBuffer().put(sample);
        return HexFormat.of().formatHex(sha256(bytes.array(), bytes.capacity()));
    }

    public byte[] toBytes() {
        byte[] name = program.getBytes(StandardCharsets.UTF_8);
        long length = MAGIC.length + 2L + name.length + HASH_BYTES + 4 + 4L * ticks.length + 8 + state.length;
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(length + HASH_BYTES));
        out.put(MAGIC)
                .putShort((short) name.length)
                .put(name)
                .put(HexFormat.of().parseHex(sample));
        out.putInt(ticks.length);
        for (int each : ticks) {
            out.putInt(each);
        }
        out.putLong(state.length).put(state);
        out.put(sha256(out.array(), out.position()));
        return out.array();
    }

    /** @throws RejectedModelException when the bytes are no checkpoint, or were damaged */
    public static Checkpoint read(byte[] bytes) {
        int end = bytes.length - HASH_BYTES;
        if (end < MAGIC.length || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw refused(
                    "not-a-checkpoint", bytes.length + " bytes with another beginning", "a checkpoint, version 1");
        }
        if (!MessageDigest.isEqual(sha256(bytes, end), Arrays.copyOfRange(bytes, end, bytes.length))) {
            throw damaged("bytes that do not have the digest at their end");
        }
        try {
            return parse(ByteBuffer.wrap(bytes, MAGIC.length, end - MAGIC.length));
        } catch (BufferUnderflowException e) {
            throw damaged("a checkpoint that ends early");
        }
    }

    private static Checkpoint parse(ByteBuffer in) {
        byte[] name = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(name);
        byte[] sample = new byte[HASH_BYTES];
        in.get(sample);
        int stages = in.getInt();
        if (stages < 1 || stages > MOST_STAGES) {
            throw damaged(stages + " stages");
        }
        int[] ticks = new int[stages];
        for (int s = 0; s < stages; s++) {
            ticks[s] = in.getInt();
        }
        long length = in.getLong();
        if (length != in.remaining()) {
            throw damaged("%d bytes of state where %d are left".formatted(length, in.remaining()));
        }
        byte[] state = new byte[in.remaining()];
        in.get(state);
        return new Checkpoint(
                new String(name, StandardCharsets.UTF_8), HexFormat.of().formatHex(sample), ticks, state);
    }

    /** @throws RejectedModelException with all that is different, when it is not of this program and sample */
    public Checkpoint requireOf(String wantedProgram, float[] wantedSample) {
        List<Finding> findings = new ArrayList<>();
        if (!program.equals(wantedProgram)) {
            findings.add(finding("other-program", "a checkpoint of program " + program, "program " + wantedProgram));
        }
        String digest = digestOf(wantedSample);
        if (!sample.equals(digest)) {
            findings.add(finding("other-input", "a checkpoint of the sample " + sample, "the sample " + digest));
        }
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
        return this;
    }

    static RejectedModelException damaged(String seen) {
        return refused("damaged-checkpoint", seen, "a checkpoint as it was written");
    }

    private static RejectedModelException refused(String code, String seen, String wanted) {
        return new RejectedModelException(finding(code, seen, wanted));
    }

    private static Finding finding(String code, String seen, String wanted) {
        return new Finding(code, "checkpoint", seen, wanted, "run the sample from its beginning");
    }

    private static byte[] sha256(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

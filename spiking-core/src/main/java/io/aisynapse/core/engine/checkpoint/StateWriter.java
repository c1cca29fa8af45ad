package io.aisynapse.core.engine.checkpoint;

import io.aisynapse.core.kernel.StateExchange;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Saves: every array with its length before it. */
public final class StateWriter implements StateExchange {
    private ByteBuffer out = ByteBuffer.allocate(1 << 12);

    @Override
    public void ints(int[] values, int count) {
        room(4 + 4L * count).putInt(count);
        out.asIntBuffer().put(values, 0, count);
        out.position(out.position() + 4 * count);
    }

    @Override
    public void longs(long[] values) {
        room(4 + 8L * values.length).putInt(values.length);
        out.asLongBuffer().put(values);
        out.position(out.position() + 8 * values.length);
    }

    @Override
    public long value(long current) {
        room(8).putLong(current);
        return current;
    }

    private ByteBuffer room(long more) {
        long needed = out.position() + more;
        if (needed > out.capacity()) {
            int size = Math.toIntExact(Math.max(needed, Math.min(Integer.MAX_VALUE - 8L, out.capacity() * 2L)));
            out = ByteBuffer.allocate(size).put(out.flip());
        }
        return out;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(out.array(), out.position());
    }
}

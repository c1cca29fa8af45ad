package io.aisynapse.core.engine.checkpoint;

import io.aisynapse.core.kernel.StateExchange;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Restores what {@link StateWriter} saved; refuses a state whose arrays have other lengths. */
public final class StateReader implements StateExchange {
    private final ByteBuffer in;

    public StateReader(byte[] state) {
        this.in = ByteBuffer.wrap(state);
    }

    @Override
    public void ints(int[] values, int count) {
        expect(count, 4);
        in.asIntBuffer().get(values, 0, count);
        in.position(in.position() + 4 * count);
    }

    @Override
    public void longs(long[] values) {
        expect(values.length, 8);
        in.asLongBuffer().get(values);
        in.position(in.position() + 8 * values.length);
    }

    @Override
    public long value(long current) {
        try {
            return in.getLong();
        } catch (BufferUnderflowException e) {
            throw Checkpoint.damaged("a state that ends early");
        }
    }

    private void expect(int count, int width) {
        int found = in.remaining() < 4 ? -1 : in.getInt();
        if (found != count || in.remaining() < (long) count * width) {
            throw Checkpoint.damaged("a state with %d values where the program has %d".formatted(found, count));
        }
    }

    /** To be called after the last stage. */
    public void end() {
        if (in.hasRemaining()) {
            throw Checkpoint.damaged(in.remaining() + " bytes of state too many");
        }
    }
}

package io.aisynapse.core.kernel;

import java.util.Arrays;

/**
 * Charges of a population at several ticks, one row a tick, and where each tick's events stand in a source's list. A
 * block of ticks at once lets weights stay in the cache and membranes in registers.
 */
public final class ChargeTile {
    private static final int CHARGES = 1 << 17;
    private static final int LEAST_ROWS = 8;

    final short[] charge;
    final int width;
    final int[] from;
    final int[] to;
    final EventGroup group = new EventGroup();
    private int rows;
    private boolean silent;

    /** @param most rows that are ever wanted */
    public ChargeTile(int neurons, int most) {
        int fitting = Math.clamp(CHARGES / neurons, LEAST_ROWS, SpikeBits.MOST_ROWS);
        int capacity = Math.min(most, fitting);
        this.width = neurons;
        this.charge = new short[Math.multiplyExact(capacity, neurons)];
        this.from = new int[capacity];
        this.to = new int[capacity];
    }

    public int capacity() {
        return from.length;
    }

    public int rows() {
        return rows;
    }

    public int events(int row) {
        return to[row] - from[row];
    }

    /** So many rows; what they hold is unknown. */
    public void begin(int newRows) {
        rows = newRows;
        silent = false;
    }

    /** So many rows without any charge. */
    public void beginSilent(int newRows) {
        rows = newRows;
        silent = true;
    }

    /** Whether there are no charges, whatever the rows hold. */
    boolean isSilent() {
        return silent;
    }

    public void clear() {
        Arrays.fill(charge, 0, rows * width, (short) 0);
    }

    /** By row and neuron, in one count. */
    public int charge(int at) {
        return charge[at];
    }

    /** The events {@code from ≤ e < to} of a source are heard in this row. */
    public void hear(int row, SynapseKernels.Range range) {
        from[row] = range.from;
        to[row] = range.to;
    }
}

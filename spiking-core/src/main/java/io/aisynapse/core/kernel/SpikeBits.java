package io.aisynapse.core.kernel;

/**
 * Which neurons spiked at each tick of a block of up to 32. Kernels write by neuron, the latest tick in the lowest
 * bit; readers want the neurons of a tick.
 */
public final class SpikeBits {
    /** Most ticks of a block. */
    public static final int MOST_ROWS = Integer.SIZE;

    /** By neuron, filled up to a multiple of 32. */
    final int[] history;

    /** {@code word[32 g + r]}: neurons 32 g to 32 g + 31 at row r, neuron i in bit i − 32 g. */
    private final int[] word;

    private int rows;

    public SpikeBits(int neurons) {
        this.history = new int[(neurons + Integer.SIZE - 1) / Integer.SIZE * Integer.SIZE];
        this.word = new int[history.length];
    }

    /** Turns what the kernels wrote at this many rows around. */
    void turn(int newRows) {
        rows = newRows;
        System.arraycopy(history, 0, word, 0, word.length);
        for (int group = 0; group < word.length; group += Integer.SIZE) {
            transpose(group);
        }
    }

    /** A bit matrix of 32 by 32 mirrored at its diagonal, by halves: Warren, Hacker's Delight, 7-3. */
    private void transpose(int group) {
        int mask = 0x0000FFFF;
        for (int half = 16; half != 0; half >>= 1, mask ^= mask << half) {
            for (int k = 0; k < Integer.SIZE; k = (k + half + 1) & -half - 1) {
                int low = group + k;
                int moved = (word[low] >>> half ^ word[low + half]) & mask;
                word[low] ^= moved << half;
                word[low + half] ^= moved;
            }
        }
    }

    /** Appends the neurons of a row in rising order. */
    public void append(int row, Events spikes) {
        spikes.reserve(word.length);
        int[] neurons = spikes.neurons();
        int size = spikes.size();
        int bit = rows - 1 - row;
        for (int group = 0; group < word.length; group += Integer.SIZE) {
            for (int rest = word[group + bit]; rest != 0; rest &= rest - 1) {
                neurons[size++] = group + Integer.numberOfTrailingZeros(rest);
            }
        }
        spikes.grownTo(size);
    }
}

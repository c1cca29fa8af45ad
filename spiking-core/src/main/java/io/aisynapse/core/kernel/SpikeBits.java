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
            int any = 0;
            for (int i = group; i < group + Integer.SIZE; i++) {
                any |= word[i];
            }
            if (any != 0) {
                transpose(group, 16, 0x0000FFFF);
                transpose(group, 8, 0x00FF00FF);
                transpose(group, 4, 0x0F0F0F0F);
                transpose(group, 2, 0x33333333);
                transpose(group, 1, 0x55555555);
            }
        }
    }

    /** One of five steps that mirror a bit matrix of 32 by 32: Warren, Hacker's Delight, 7-3. */
    private void transpose(int group, int half, int mask) {
        for (int block = group; block < group + Integer.SIZE; block += 2 * half) {
            for (int low = block; low < block + half; low++) {
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

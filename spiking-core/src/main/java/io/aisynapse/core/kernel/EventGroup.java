package io.aisynapse.core.kernel;

/**
 * Events of one position, and a run of charges that they all go to. A group is either wide, or the sum of its weights
 * times values stays a short whatever the weights are.
 */
final class EventGroup {
    /** Values of this sum, times weights of magnitude 127, do not leave the range of a short. */
    static final int MOST_VALUES = Short.MAX_VALUE / 127;

    /** Of larger values on average, too few fit in a group that is not wide to be worth it. */
    private static final long FEW_VALUES = 24;

    /** Values of this sum, times weights of magnitude 128, are integers that floats hold. */
    private static final long MOST_OF_FLOATS = 1 << 24 - 7;

    private Runs runs = Runs.dense(0, 0);
    private Events events = new Events(false);
    private boolean grouped;
    private int position;
    private int shift;
    private boolean wide;
    private boolean floating;

    /** Events {@code from ≤ e < to} are of neurons {@code first} and following. */
    int from;

    int to;
    int first;

    /** Charges from {@code at} take the weights from {@code offset}, so many. */
    int at;

    int offset;
    int length;

    /** Begins anew, with other events. */
    EventGroup of(Runs newRuns, Events newEvents) {
        runs = newRuns;
        events = newEvents;
        grouped = runs.channelsPerGroup() < runs.channels();
        return this;
    }

    /** The longest group that begins at an event, up to another. */
    void find(int begin, int end) {
        int[] neurons = events.neurons();
        int channels = runs.channels();
        position = neurons[begin] / channels;
        first = position * channels;
        from = begin;
        to = begin + 1;
        int last = first + channels;
        long sum = Math.abs(events.value(begin));
        while (to < end && !grouped && neurons[to] >= first && neurons[to] < last) {
            sum += Math.abs(events.value(to++));
        }
        wide = sum > Math.max(MOST_VALUES, (to - from) * FEW_VALUES);
        floating = sum <= MOST_OF_FLOATS;
        if (!wide && sum > MOST_VALUES) {
            cut();
        }
        shift = grouped ? (neurons[begin] - first) / runs.channelsPerGroup() * runs.outputsPerGroup() : 0;
    }

    /** Ends the group before its sum is too large. */
    private void cut() {
        int sum = Math.abs(events.value(from));
        wide = sum > MOST_VALUES;
        to = from + 1;
        while (!wide && (sum += Math.abs(events.value(to))) <= MOST_VALUES) {
            to++;
        }
    }

    boolean isWide() {
        return wide;
    }

    /** Whether the sum of weights times values is exact in floats. */
    boolean isFloating() {
        return floating;
    }

    int firstRun() {
        return runs.start()[position];
    }

    int endOfRuns() {
        return runs.start()[position + 1];
    }

    /** @param base where the charges of neuron 0 are */
    void run(int r, int base) {
        at = base + runs.target()[r] + shift;
        offset = runs.offset()[r];
        length = runs.length()[r];
    }
}

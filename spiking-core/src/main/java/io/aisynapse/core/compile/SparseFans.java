package io.aisynapse.core.compile;

import io.aisynapse.core.program.IntegerKernel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * What neurons behind sparse synapses read, each kernel looked through once: a large one has a hundred million
 * synapses, and a stage is tried in many sizes.
 */
final class SparseFans {
    private final Map<IntegerKernel.Sparse, Fan> fans = new IdentityHashMap<>();

    /** Most synapses that any so many targets can have together. */
    long pairs(IntegerKernel.Sparse sparse, long targets) {
        return Math.min(sparse.target().length, targets * of(sparse).mostInputs);
    }

    /**
     * Sources of any so many targets; no more than there are pairs, senders, or sources between the first and the last
     * that targets side by side read.
     *
     * @param sideBySide whether the targets follow one another in flat order
     */
    long sources(IntegerKernel.Sparse sparse, long targets, boolean sideBySide) {
        Fan fan = of(sparse);
        long most = Math.min(pairs(sparse, targets), fan.sendingRows);
        boolean whole = targets >= sparse.outputCount();
        return sideBySide && !whole ? Math.min(most, fan.widest((int) targets)) : most;
    }

    private Fan of(IntegerKernel.Sparse sparse) {
        return fans.computeIfAbsent(sparse, Fan::new);
    }

    private static final class Fan {
        private final int[] first;
        private final int[] last;
        private final Map<Integer, Long> widest = new HashMap<>();
        private int mostInputs;
        private int sendingRows;

        Fan(IntegerKernel.Sparse sparse) {
            int count = sparse.outputCount();
            this.first = new int[count];
            this.last = new int[count];
            Arrays.fill(first, Integer.MAX_VALUE);
            Arrays.fill(last, -1);
            int[] inputs = new int[count];
            for (int i = 0; i < sparse.inputCount(); i++) {
                sendingRows += sparse.rowStart()[i] < sparse.rowStart()[i + 1] ? 1 : 0;
                for (int w = sparse.rowStart()[i]; w < sparse.rowStart()[i + 1]; w++) {
                    int target = sparse.target()[w];
                    mostInputs = Math.max(mostInputs, ++inputs[target]);
                    first[target] = Math.min(first[target], i);
                    last[target] = Math.max(last[target], i);
                }
            }
        }

        /** Widest range of sources of so many targets side by side, wherever they lie. */
        long widest(int targets) {
            return widest.computeIfAbsent(targets, this::slide);
        }

        private long slide(int targets) {
            int[] lowest = new int[first.length];
            int[] highest = new int[first.length];
            int lowFrom = 0;
            int lowTo = 0;
            int highFrom = 0;
            int highTo = 0;
            long widest = 0;
            for (int i = 0; i < first.length; i++) {
                while (lowTo > lowFrom && first[lowest[lowTo - 1]] >= first[i]) {
                    lowTo--;
                }
                lowest[lowTo++] = i;
                while (highTo > highFrom && last[highest[highTo - 1]] <= last[i]) {
                    highTo--;
                }
                highest[highTo++] = i;
                lowFrom += lowest[lowFrom] <= i - targets ? 1 : 0;
                highFrom += highest[highFrom] <= i - targets ? 1 : 0;
                widest = Math.max(widest, 1L + last[highest[highFrom]] - first[lowest[lowFrom]]);
            }
            return widest;
        }
    }
}

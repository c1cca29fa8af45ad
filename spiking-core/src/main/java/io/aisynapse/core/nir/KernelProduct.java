package io.aisynapse.core.nir;

import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** Kernels as lists of synapses: two in a row become one, and weights may differ from neuron to neuron. */
final class KernelProduct {
    /** Most synapses of a product, and most multiplications on the way to it. */
    static final long MOST_SYNAPSES = 1L << 24;

    private static final long MOST_PRODUCTS = 1L << 30;

    private KernelProduct() {}

    /** {@code W₂ · W₁}, from the source over the middle to the target. */
    static Kernel of(Kernel first, Shape source, Shape middle, Kernel second, Shape target) {
        Kernel.Sparse left = sparse(first, source, middle);
        Kernel.Sparse right = sparse(second, middle, target);
        int[] rowStart = new int[source.size() + 1];
        int[] targets = new int[16];
        float[] weights = new float[16];
        int count = 0;
        long products = 0;
        double[] sums = new double[target.size()];
        for (int i = 0; i < source.size(); i++) {
            SortedMap<Integer, Boolean> touched = new TreeMap<>();
            for (int a = left.rowStart()[i]; a < left.rowStart()[i + 1]; a++) {
                int m = left.target()[a];
                products += right.rowStart()[m + 1] - right.rowStart()[m];
                for (int b = right.rowStart()[m]; b < right.rowStart()[m + 1]; b++) {
                    sums[right.target()[b]] += (double) left.weight()[a] * right.weight()[b];
                    touched.put(right.target()[b], true);
                }
            }
            if (count + touched.size() > MOST_SYNAPSES || products > MOST_PRODUCTS) {
                throw new IllegalArgumentException(
                        "linear nodes in a row that multiply out to more than %d synapses".formatted(MOST_SYNAPSES));
            }
            for (int t : touched.keySet()) {
                if (count == targets.length) {
                    targets = Arrays.copyOf(targets, 2 * count);
                    weights = Arrays.copyOf(weights, 2 * count);
                }
                targets[count] = t;
                weights[count++] = (float) sums[t];
                sums[t] = 0;
            }
            rowStart[i + 1] = count;
        }
        return compact(new Kernel.Sparse(
                source.size(), target.size(), rowStart, Arrays.copyOf(targets, count), Arrays.copyOf(weights, count)));
    }

    /** What the second kernel makes of constant values. */
    static float[] applied(Kernel kernel, Shape source, Shape target, float[] values) {
        double[] sums = new double[target.size()];
        KernelMatrix.visit(
                kernel, source, target, (input, output, weight) -> sums[output] += (double) weight * values[input]);
        float[] result = new float[sums.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) sums[i];
        }
        return result;
    }

    /** Every synapse times the factors of its two ends. */
    static Kernel weighted(Kernel kernel, Shape source, Shape target, float[] before, float[] behind) {
        Kernel.Sparse sparse = sparse(kernel, source, target);
        float[] weight = sparse.weight().clone();
        for (int i = 0; i < sparse.inputCount(); i++) {
            for (int w = sparse.rowStart()[i]; w < sparse.rowStart()[i + 1]; w++) {
                weight[w] *= before[i] * behind[sparse.target()[w]];
            }
        }
        return compact(new Kernel.Sparse(
                sparse.inputCount(), sparse.outputCount(), sparse.rowStart(), sparse.target(), weight));
    }

    /** One to one, with a weight for each neuron. */
    static Kernel diagonal(float[] weight) {
        int[] rowStart = new int[weight.length + 1];
        int[] target = new int[weight.length];
        Arrays.setAll(rowStart, i -> i);
        Arrays.setAll(target, i -> i);
        return new Kernel.Sparse(weight.length, weight.length, rowStart, target, weight);
    }

    /** A matrix when a third of all pairs are there. */
    private static Kernel compact(Kernel.Sparse sparse) {
        long all = (long) sparse.inputCount() * sparse.outputCount();
        if (3L * sparse.weight().length < all || all > MOST_SYNAPSES) {
            return sparse;
        }
        float[] dense = new float[(int) all];
        for (int i = 0; i < sparse.inputCount(); i++) {
            for (int w = sparse.rowStart()[i]; w < sparse.rowStart()[i + 1]; w++) {
                dense[i * sparse.outputCount() + sparse.target()[w]] = sparse.weight()[w];
            }
        }
        return new Kernel.Dense(sparse.inputCount(), sparse.outputCount(), dense);
    }

    private static Kernel.Sparse sparse(Kernel kernel, Shape source, Shape target) {
        if (kernel instanceof Kernel.Sparse sparse) {
            return sparse;
        }
        int[] count = new int[source.size() + 1];
        KernelMatrix.visit(kernel, source, target, (input, _, _) -> count[input + 1]++);
        long all = 0;
        for (int i = 1; i < count.length; i++) {
            all += count[i];
            if (all > MOST_SYNAPSES) {
                throw new IllegalArgumentException("more than %d synapses to multiply out".formatted(MOST_SYNAPSES));
            }
            count[i] += count[i - 1];
        }
        int[] at = count.clone();
        long[] entries = new long[(int) all];
        KernelMatrix.visit(
                kernel,
                source,
                target,
                (input, output, weight) ->
                        entries[at[input]++] = (long) output << 32 | Float.floatToRawIntBits(weight) & 0xffffffffL);
        int[] targets = new int[entries.length];
        float[] weights = new float[entries.length];
        for (int i = 0; i < source.size(); i++) {
            Arrays.sort(entries, count[i], count[i + 1]);
        }
        for (int e = 0; e < entries.length; e++) {
            targets[e] = (int) (entries[e] >>> 32);
            weights[e] = Float.intBitsToFloat((int) entries[e]);
        }
        return new Kernel.Sparse(source.size(), target.size(), count, targets, weights);
    }
}

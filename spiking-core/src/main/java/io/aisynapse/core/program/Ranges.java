package io.aisynapse.core.program;

import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** What values a program's integers can take: the proof that no accumulator overflows. */
public final class Ranges {
    /** Units of bias in one unit of the membrane. */
    public static final int BIAS_UNIT = 1 << 16;

    /** Largest charge, and largest bias, that one tick may add to a membrane: with |V| < 2^30 the sum stays an int. */
    public static final int MAX_STEP = (1 << 29) - 1;

    /** Largest value of an event: its sum over a run of 4,096 ticks stays an int. */
    public static final int MAX_EVENT = 1 << 18;

    private static final int MOST_TICKS = 4096;
    private static final int MOST_TICKS_OF_LEAKY = 1 << 16;
    private static final int MOST_SUM = 1 << 30;

    private Ranges() {}

    /** Longest run: 4,096 ticks; with leaky neurons 65,536, if sums of events stay ints. */
    public static int mostTimeSteps(List<Stage> stages, Coding coding) {
        boolean leaky = coding == Coding.RATE && stages.stream().anyMatch(Stage.LeakyPopulation.class::isInstance);
        long largest =
                leaky ? Arrays.stream(largestEvents(stages, coding)).max().orElse(1) : MAX_EVENT;
        return Math.clamp(MOST_SUM / Math.max(1, largest), MOST_TICKS, MOST_TICKS_OF_LEAKY);
    }

    /** Largest charge of a tick: where means are kept in longs, as in differential coding, all that an int holds. */
    public static int maxCharge(Coding coding) {
        return coding == Coding.DIFFERENTIAL ? Integer.MAX_VALUE : MAX_STEP;
    }

    public static long clipBias(long bias) {
        long most = (long) MAX_STEP * BIAS_UNIT;
        return Math.max(-most, Math.min(most, bias));
    }

    /** Whether each stage yields the same values at every tick: the input and what only pools and maps it. */
    public static boolean[] still(List<Stage> stages) {
        boolean[] still = new boolean[stages.size()];
        for (int s = 0; s < still.length; s++) {
            Stage stage = stages.get(s);
            still[s] = switch (stage) {
                case Stage.Input input -> !input.perTick();
                case Stage.SumPool _, Stage.MaxGate _, Stage.IndexMap _, Stage.Concat _ ->
                    stage.inputs().stream().allMatch(source -> still[source]);
                case Stage.Population _, Stage.LeakyPopulation _, Stage.Unit _, Stage.Readout _ -> false;
            };
        }
        return still;
    }

    /**
     * Whether each stage's neurons sit on cores: populations, the readout, and maximum gates the host does not compute.
     */
    public static boolean[] placed(List<Stage> stages) {
        boolean[] placed = still(stages);
        for (int s = 0; s < placed.length; s++) {
            Stage stage = stages.get(s);
            placed[s] = switch (stage) {
                case Stage.Population _, Stage.LeakyPopulation _, Stage.Readout _ -> true;
                case Stage.MaxGate _ -> !placed[s];
                case Stage.Input _, Stage.SumPool _, Stage.IndexMap _, Stage.Concat _, Stage.Unit _ -> false;
            };
        }
        return placed;
    }

    /** Whether each stage can yield values below 0: the input, what pools it, and neurons of some models. */
    public static boolean[] signed(List<Stage> stages, Coding coding) {
        boolean[] signed = new boolean[stages.size()];
        for (int s = 0; s < signed.length; s++) {
            Stage stage = stages.get(s);
            signed[s] = switch (stage) {
                case Stage.Input _, Stage.Unit _ -> true;
                case Stage.Population population -> !isPositive(population, coding);
                case Stage.LeakyPopulation _, Stage.Readout _ -> false;
                case Stage.SumPool _, Stage.MaxGate _, Stage.IndexMap _, Stage.Concat _ ->
                    stage.inputs().stream().anyMatch(source -> signed[source]);
            };
        }
        return signed;
    }

    private static boolean isPositive(Stage.Population population, Coding coding) {
        boolean plain = population.model().transfer() instanceof Transfer.Relu
                && !population.model().takesBack();
        return coding != Coding.DIFFERENTIAL && plain;
    }

    /** Largest magnitude of one neuron's value at one tick, by stage; the readout's is 0. */
    public static long[] largestEvents(List<Stage> stages, Coding coding) {
        long[] largest = new long[stages.size()];
        for (int s = 0; s < largest.length; s++) {
            largest[s] = switch (stages.get(s)) {
                case Stage.Input input -> input.maxLevel();
                case Stage.SumPool pool ->
                    Math.min(
                            4L * MAX_EVENT,
                            largest[pool.source()] * pool.window().area());
                case Stage.MaxGate gate ->
                    coding == Coding.DIFFERENTIAL ? 2 * largest[gate.source()] + 2 : largest[gate.source()];
                case Stage.IndexMap map -> largest[map.source()];
                case Stage.Concat concat ->
                    concat.sources().stream().mapToLong(i -> largest[i]).max().orElse(0);
                case Stage.Population population -> population.model().largestEvent();
                case Stage.LeakyPopulation _ -> 1;
                case Stage.Unit unit -> unit.largestEvent();
                case Stage.Readout _ -> 0;
            };
        }
        return largest;
    }

    /**
     * Largest magnitude of a channel's charge (before its exponent) at one tick, and of every partial sum on the way to
     * it: what all positive, or all negative weights can add; both together from a source with values of both signs.
     */
    public static long[] largestCharges(List<Synapses> synapses, List<Stage> stages, Coding coding, Shape target) {
        long[] events = largestEvents(stages, coding);
        boolean[] signed = signed(stages, coding);
        long[] up = new long[target.channels()];
        long[] down = new long[target.channels()];
        for (Synapses each : synapses) {
            long[] positive = each.kernel().largestSums(target, 1);
            long[] negative = each.kernel().largestSums(target, -1);
            long event = events[each.source()];
            for (int c = 0; c < up.length; c++) {
                long both = signed[each.source()] ? positive[c] + negative[c] : 0;
                up[c] = Math.addExact(up[c], Math.multiplyExact(Math.max(both, positive[c]), event));
                down[c] = Math.addExact(down[c], Math.multiplyExact(Math.max(both, negative[c]), event));
            }
        }
        Arrays.setAll(up, c -> Math.max(up[c], down[c]));
        return up;
    }

    /** Largest sum of shifted charges into one receptor at one tick. */
    public static long largestStep(Stage stage, IntegerMembrane membrane, List<Stage> stages, Coding coding) {
        long[][] sums = new long[membrane.receptors()][stage.shape().channels()];
        for (int p = 0; p < stage.incoming().size(); p++) {
            Synapses synapses = stage.incoming().get(p);
            long[] charges = largestCharges(List.of(synapses), stages, coding, stage.shape());
            for (int c = 0; c < charges.length; c++) {
                long shifted = Math.multiplyExact(charges[c], 1L << membrane.exponent()[p][c]);
                sums[synapses.receptor()][c] = Math.addExact(sums[synapses.receptor()][c], shifted);
            }
        }
        return Arrays.stream(sums).flatMapToLong(Arrays::stream).max().orElse(0);
    }
}

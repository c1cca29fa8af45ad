package io.aisynapse.core.compile;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.neuron.LeakyMembrane;
import io.aisynapse.core.program.IntegerFiring;
import io.aisynapse.core.program.IntegerMembrane;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Integers for neurons that leak. Their equations are linear but for the spike, so a channel may have any unit: a real
 * potential v becomes {@code round(v · scale[c])}. The scale is as large as the weights' exponents and the headroom of
 * the state allow, since decays are rounded towards zero and lose up to one unit a tick; each projection has its own
 * exponents, so that weak synapses beside strong ones keep their bits.
 */
final class LeakyQuantiser {
    /** Bits between a threshold and the end of the state's range. */
    private static final int HEADROOM_BITS = 6;

    private final ChipSpec.Precision precision;
    private final int limit;
    private final List<Finding> findings;

    LeakyQuantiser(ChipSpec.Precision precision, List<Finding> findings) {
        this.precision = precision;
        this.limit = IntegerMembrane.limit(precision);
        this.findings = findings;
    }

    /** The largest threshold of each channel: what its weights are measured in. */
    static double[] reference(SnnNode.LeakyPopulation node) {
        double[] reference = new double[node.shape().channels()];
        float[] threshold = node.firing().threshold();
        for (int i = 0; i < threshold.length; i++) {
            int channel = i / node.shape().plane();
            reference[channel] = Math.max(reference[channel], threshold[i]);
        }
        return reference;
    }

    /**
     * Integer thresholds by channel.
     *
     * @param largest weight by channel, in thresholds
     * @param most no threshold is larger, by channel
     */
    int[] thresholds(String name, double[] largest, double[] most) {
        int[] threshold = new int[largest.length];
        if (precision.thresholdPerNeuron()) {
            Arrays.setAll(threshold, c -> threshold(name + ", channel " + c, largest[c], most[c]));
        } else {
            Arrays.fill(
                    threshold,
                    threshold(
                            name,
                            Arrays.stream(largest).max().orElse(0),
                            Arrays.stream(most).min().orElse(limit)));
        }
        return threshold;
    }

    /** The largest threshold with which the largest weight fills its mantissa exactly. */
    private int threshold(String place, double largest, double most) {
        int step = precision.thresholdStep();
        int highest = Math.max(step, (int) Math.min((limit + 1) >> HEADROOM_BITS, most) / step * step);
        if (largest == 0) {
            return highest;
        }
        double top = precision.maxMantissa() / largest;
        int exponent = 0;
        while (exponent < precision.maxWeightExponent() && Math.scalb(top, exponent + 1) <= highest) {
            exponent++;
        }
        int threshold = (int) Math.min(highest, Math.scalb(top, exponent)) / step * step;
        if (threshold < step) {
            findings.add(new Finding(
                    "weight-out-of-range",
                    "layer " + place,
                    "a weight of %.4g thresholds".formatted(largest),
                    "at most %.4g".formatted(Math.scalb((double) precision.maxMantissa(), exponent) / step),
                    "Use smaller weights, or a chip with larger ones."));
            return step;
        }
        return threshold;
    }

    IntegerFiring firing(SnnNode.LeakyPopulation node, double[] scale) {
        Firing firing = node.firing();
        int plane = node.shape().plane();
        int[] threshold = new int[firing.threshold().length];
        for (int i = 0; i < threshold.length; i++) {
            threshold[i] = Math.max(1, (int) Math.rint(firing.threshold()[i] * scale[i / plane]));
        }
        if (!precision.thresholdPerNeuron()
                && Arrays.stream(threshold).distinct().count() > 1) {
            findings.add(new Finding(
                    "does-not-fit",
                    "layer " + node.name(),
                    "different thresholds within a channel",
                    "one threshold a channel on this chip",
                    "Use a chip with a threshold a neuron, or scale the weights instead."));
        }
        return new IntegerFiring(
                threshold,
                firing.reset(),
                held(node.name(), "reset value", firing.value(), scale, plane),
                firing.refractoryTicks());
    }

    /** Left shifts by projection and channel: the smallest with which the largest weight has a mantissa. */
    int[][] exponents(List<WeightView> views, double[] scale) {
        int[][] exponents = new int[views.size()][scale.length];
        for (int p = 0; p < exponents.length; p++) {
            double[] largest = WeightView.largest(List.of(views.get(p)), scale.length);
            for (int c = 0; c < scale.length; c++) {
                int e = 0;
                while (e < precision.maxWeightExponent()
                        && Math.scalb(largest[c] * scale[c], -e) > precision.maxMantissa() + 0.49) {
                    e++;
                }
                exponents[p][c] = e;
            }
        }
        return exponents;
    }

    List<Synapses> synapses(List<WeightView> views, int[][] exponents, double[] scale) {
        List<Synapses> all = new ArrayList<>();
        for (int p = 0; p < views.size(); p++) {
            double[] factor = new double[scale.length];
            int[] exponent = exponents[p];
            Arrays.setAll(factor, c -> Math.scalb(scale[c], -exponent[c]));
            Projection projection = views.get(p).projection();
            all.add(new Synapses(
                    projection.source(),
                    views.get(p).mantissas(factor, precision.maxMantissa()),
                    projection.delay(),
                    projection.receptor()));
        }
        return all;
    }

    /** @param scale integer units in one real unit, by channel */
    IntegerMembrane membrane(SnnNode node, LeakyMembrane real, float[] bias, int[][] exponents, double[] scale) {
        int plane = node.shape().plane();
        int[][] current = new int[real.receptors()][];
        Arrays.setAll(current, r -> keep(real.currentKeep()[r]));
        long[] biases = new long[bias.length];
        Arrays.setAll(biases, c -> inBiasUnits(bias[c] * scale[c]));
        long[] leaks = new long[real.neurons()];
        Arrays.setAll(leaks, i -> inBiasUnits(real.leak()[i] * scale[i / plane]));
        int[] initial = held(node.name(), "initial potential", real.initial(), scale, plane);
        return new IntegerMembrane(keep(real.voltageKeep()), current, exponents, biases, leaks, initial);
    }

    private int[] keep(float[] share) {
        int[] keep = new int[share.length];
        Arrays.setAll(keep, i -> (int) Math.rint(Math.scalb((double) share[i], precision.decayBits())));
        return keep;
    }

    private static long inBiasUnits(double units) {
        return Ranges.clipBias(Math.round(units * Ranges.BIAS_UNIT));
    }

    private int[] held(String name, String what, float[] real, double[] scale, int plane) {
        int[] units = new int[real.length];
        boolean outside = false;
        for (int i = 0; i < units.length; i++) {
            double wanted = Math.rint(real[i] * scale[i / plane]);
            outside |= Math.abs(wanted) > limit;
            units[i] = (int) Math.clamp(wanted, -limit, limit);
        }
        if (outside) {
            findings.add(new Finding(
                    "does-not-fit",
                    "layer " + name,
                    "a %s beyond the range of the state".formatted(what),
                    "at most %d thresholds".formatted(1 << HEADROOM_BITS),
                    "Move the origin of the potentials nearer to the threshold."));
        }
        return units;
    }

    /** Largest magnitude of a state. */
    int limit() {
        return limit;
    }

    /**
     * Scales of potentials that are read, so that the largest weight fills its mantissa.
     *
     * @param most no scale is larger, unless the smallest exponent asks for it; infinite where nothing flows
     */
    double[] readoutScale(List<WeightView> views, double[] most) {
        double[] largest = WeightView.largest(views, most.length);
        double[] scale = new double[most.length];
        for (int c = 0; c < scale.length; c++) {
            if (largest[c] == 0) {
                scale[c] = Double.isFinite(most[c]) ? most[c] : 1;
                continue;
            }
            double top = precision.maxMantissa() / largest[c];
            int e = 0;
            while (e < precision.maxWeightExponent() && Math.scalb(top, e + 1) <= most[c]) {
                e++;
            }
            scale[c] = Math.scalb(top, e);
        }
        return scale;
    }
}

package io.aisynapse.core.snn.real;

import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.neuron.LeakyMembrane;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaky neurons of one node, by the equations of {@link LeakyMembrane} and {@link Firing}. */
final class RealLeaky {
    private final LeakyMembrane membrane;
    private final @Nullable Firing firing;
    private final double[][] current;
    private final double[] potential;
    private final int[] rest;
    private final List<double[]> history = new ArrayList<>();

    RealLeaky(LeakyMembrane membrane, @Nullable Firing firing) {
        this.membrane = membrane;
        this.firing = firing;
        this.current = new double[membrane.receptors()][membrane.neurons()];
        this.potential = new double[membrane.neurons()];
        this.rest = new int[membrane.neurons()];
        for (int i = 0; i < potential.length; i++) {
            potential[i] = membrane.initial()[i];
        }
    }

    int receptors() {
        return current.length;
    }

    /** @param spikes receives 1 where a neuron spikes */
    void step(double[][] input, double[] spikes) {
        for (int i = 0; i < potential.length; i++) {
            double added = membrane.leak()[i];
            for (int r = 0; r < current.length; r++) {
                current[r][i] = membrane.currentKeep()[r][i] * current[r][i] + input[r][i];
                added += current[r][i];
            }
            spikes[i] = integrate(i, added) ? 1 : 0;
        }
        if (firing == null) {
            history.add(potential.clone());
        }
    }

    private boolean integrate(int i, double added) {
        if (rest[i] > 0) {
            rest[i]--;
            return false;
        }
        potential[i] = membrane.voltageKeep()[i] * potential[i] + added;
        if (firing == null || potential[i] <= firing.threshold()[i]) {
            return false;
        }
        rest[i] = firing.refractoryTicks();
        potential[i] = firing.reset() == Firing.Reset.SUBTRACT ? potential[i] - firing.value()[i] : firing.value()[i];
        return true;
    }

    double[] answer(Decoding.Over over, int timeSteps) {
        double[] answer = history.getLast().clone();
        for (int i = 0; i < answer.length && over != Decoding.Over.LAST; i++) {
            double sum = 0;
            double most = Double.NEGATIVE_INFINITY;
            for (double[] potentials : history) {
                sum += potentials[i];
                most = Math.max(most, potentials[i]);
            }
            answer[i] = over == Decoding.Over.MEAN ? sum / timeSteps : most;
        }
        return answer;
    }
}

package io.aisynapse.core.nir.run;

import io.aisynapse.core.nir.graph.NirArray;
import io.aisynapse.core.nir.graph.NirNode;
import java.util.ArrayDeque;
import java.util.Deque;

/** The neurons of one node over a run. */
final class NeuronState {
    private final NirNode node;
    private final NirRun.Rules rules;
    private final double[] current;
    private final double[] membrane;
    private final boolean[] spiked;
    private final Deque<double[]> waiting = new ArrayDeque<>();

    private NeuronState(NirNode node, int size, NirRun.Rules rules) {
        this.node = node;
        this.rules = rules;
        this.current = new double[size];
        this.membrane = new double[size];
        this.spiked = new boolean[size];
    }

    static NeuronState of(NirNode node, int size, NirRun.Rules rules) {
        return new NeuronState(node, size, rules);
    }

    boolean spikes() {
        return switch (node) {
            case NirNode.IntegrateAndFire _,
                    NirNode.LeakyIntegrateAndFire _,
                    NirNode.CurrentLeakyIntegrateAndFire _,
                    NirNode.Threshold _ -> true;
            default -> false;
        };
    }

    boolean[] spiked() {
        return spiked.clone();
    }

    /** One tick: what flows in, and what comes out. */
    double[] step(double[] input) {
        return switch (node) {
            case NirNode.Delay delay -> delayed(delay, input);
            case NirNode.Threshold threshold -> {
                System.arraycopy(input, 0, membrane, 0, input.length);
                yield fired(threshold.threshold(), NirArray.filled(new int[0], 0));
            }
            case NirNode.Integrator neuron -> {
                integrate(neuron.r(), input);
                yield membrane.clone();
            }
            case NirNode.IntegrateAndFire neuron -> {
                integrate(neuron.r(), input);
                yield fired(neuron.spike().threshold(), neuron.spike().reset());
            }
            case NirNode.LeakyIntegrator neuron -> {
                leak(neuron.leak(), input);
                yield membrane.clone();
            }
            case NirNode.LeakyIntegrateAndFire neuron -> {
                leak(neuron.leak(), input);
                yield fired(neuron.spike().threshold(), neuron.spike().reset());
            }
            case NirNode.CurrentLeakyIntegrator neuron -> {
                leak(neuron.leak(), synaptic(neuron.synapse(), input));
                yield membrane.clone();
            }
            case NirNode.CurrentLeakyIntegrateAndFire neuron -> {
                leak(neuron.leak(), synaptic(neuron.synapse(), input));
                yield fired(neuron.spike().threshold(), neuron.spike().reset());
            }
            default -> throw new IllegalArgumentException("a node of class %s".formatted(node.type()));
        };
    }

    private void integrate(NirArray r, double[] input) {
        for (int i = 0; i < membrane.length; i++) {
            membrane[i] += at(r, i) * input[i];
        }
    }

    private void leak(NirNode.Leak leak, double[] input) {
        for (int i = 0; i < membrane.length; i++) {
            membrane[i] +=
                    rules.dt() / at(leak.tau(), i) * (at(leak.leak(), i) - membrane[i] + at(leak.r(), i) * input[i]);
        }
    }

    private double[] synaptic(NirNode.Synapse synapse, double[] input) {
        for (int i = 0; i < current.length; i++) {
            current[i] += rules.dt() / at(synapse.tau(), i) * (at(synapse.weight(), i) * input[i] - current[i]);
        }
        return current;
    }

    private double[] fired(NirArray threshold, NirArray reset) {
        double[] events = new double[membrane.length];
        for (int i = 0; i < membrane.length; i++) {
            spiked[i] = membrane[i] > at(threshold, i);
            if (spiked[i]) {
                events[i] = 1;
                membrane[i] = rules.subtracts() ? membrane[i] - (at(threshold, i) - at(reset, i)) : at(reset, i);
            }
        }
        return events;
    }

    private double[] delayed(NirNode.Delay delay, double[] input) {
        waiting.addFirst(input.clone());
        double[] output = new double[input.length];
        double[][] rows = waiting.toArray(double[][]::new);
        int longest = 0;
        for (int i = 0; i < output.length; i++) {
            int ticks = (int) Math.rint(at(delay.delay(), i) / rules.dt());
            longest = Math.max(longest, ticks);
            output[i] = ticks < rows.length ? rows[ticks][i] : 0;
        }
        while (waiting.size() > longest) {
            waiting.removeLast();
        }
        return output;
    }

    /** Of one value for all neurons, or one a neuron. */
    private static double at(NirArray array, int neuron) {
        return array.values()[array.values().length == 1 ? 0 : neuron];
    }
}

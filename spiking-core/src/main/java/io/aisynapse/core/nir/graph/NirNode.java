package io.aisynapse.core.nir.graph;

/**
 * The node classes of NIR 1.0. Arrays of neuron parameters have the shape of the population; shapes have no batch axis.
 * Source: Pedersen 2024, "Neuromorphic intermediate representation".
 */
public sealed interface NirNode {
    record Input(int[] shape) implements NirNode {}

    record Output(int[] shape) implements NirNode {}

    /** {@code y = weight · x + bias}; weight is [outputs][inputs]. */
    record Affine(NirArray weight, NirArray bias) implements NirNode {}

    /** {@code y = weight · x}. */
    record Linear(NirArray weight) implements NirNode {}

    /** {@code y = scale ⊙ x}. */
    record Scale(NirArray scale) implements NirNode {}

    /**
     * Conv1d or Conv2d, by the axes of the window.
     *
     * @param inputShape length of each axis of the input without channels, empty when not given
     * @param weight [outputs][inputs / groups][kernel …]
     */
    record Conv(int[] inputShape, NirArray weight, NirArray bias, Steps steps, int groups) implements NirNode {}

    /** How a kernel slides, one value an axis. */
    record Steps(int[] stride, int[] padBefore, int[] padAfter, int[] dilation) {}

    /** SumPool2d or AvgPool2d; padding counts as zeros. */
    record Pool(boolean average, int[] kernel, int[] stride, int[] padding) implements NirNode {}

    /** @param inputShape empty when not given */
    record Flatten(int[] inputShape, int startDim, int endDim) implements NirNode {}

    record Delay(NirArray delay) implements NirNode {}

    /** {@code z = v > threshold}, without memory. */
    record Threshold(NirArray threshold) implements NirNode {}

    /** I: {@code dv/dt = r·i}. */
    record Integrator(NirArray r) implements NirNode {}

    /** IF: {@code dv/dt = r·i; z = v > threshold; v = z ? reset : v}. */
    record IntegrateAndFire(NirArray r, Spike spike) implements NirNode {}

    /** LI: {@code τ·dv/dt = leak − v + r·i}. */
    record LeakyIntegrator(Leak leak) implements NirNode {}

    /** LIF. */
    record LeakyIntegrateAndFire(Leak leak, Spike spike) implements NirNode {}

    /** CubaLI: {@code τ_syn·di/dt = −i + w_in·s} before the leaky integrator. */
    record CurrentLeakyIntegrator(Synapse synapse, Leak leak) implements NirNode {}

    /** CubaLIF. */
    record CurrentLeakyIntegrateAndFire(Synapse synapse, Leak leak, Spike spike) implements NirNode {}

    /** NIRGraph inside another. */
    record Subgraph(NirGraph graph) implements NirNode {}

    record Leak(NirArray tau, NirArray r, NirArray leak) {}

    record Spike(NirArray threshold, NirArray reset) {
        /** Whether any neuron resets to another value than 0. */
        public boolean resetsElsewhere() {
            for (float value : reset.values()) {
                if (value != 0) {
                    return true;
                }
            }
            return false;
        }
    }

    record Synapse(NirArray tau, NirArray weight) {}

    /** Its class as NIR writes it. */
    default String type() {
        return switch (this) {
            case Input _ -> "Input";
            case Output _ -> "Output";
            case Affine _ -> "Affine";
            case Linear _ -> "Linear";
            case Scale _ -> "Scale";
            case Conv conv -> conv.steps().stride().length == 1 ? "Conv1d" : "Conv2d";
            case Pool pool -> pool.average() ? "AvgPool2d" : "SumPool2d";
            case Flatten _ -> "Flatten";
            case Delay _ -> "Delay";
            case Threshold _ -> "Threshold";
            case Integrator _ -> "I";
            case IntegrateAndFire _ -> "IF";
            case LeakyIntegrator _ -> "LI";
            case LeakyIntegrateAndFire _ -> "LIF";
            case CurrentLeakyIntegrator _ -> "CubaLI";
            case CurrentLeakyIntegrateAndFire _ -> "CubaLIF";
            case Subgraph _ -> "NIRGraph";
        };
    }
}

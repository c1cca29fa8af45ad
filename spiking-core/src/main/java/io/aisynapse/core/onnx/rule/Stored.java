package io.aisynapse.core.onnx.rule;

/**
 * In which form a tensor stands in the file, when that is not the form of the values of its node in the network: the
 * network computes in real numbers throughout.
 */
public sealed interface Stored {
    /** {@code q = clamp(round(x / scale) + zeroPoint, least, most)}; the node holds {@code scale · (q − zeroPoint)}. */
    record Levels(float scale, int zeroPoint, int least, int most) implements Stored {}

    /**
     * Quantised by a scale s that the model computes from the values themselves (DynamicQuantizeLinear). The network
     * leaves that rounding out: the tensor is the node's values times s to the power, up to the rounding.
     *
     * @param scale name of the tensor s
     */
    record Dynamic(String scale, int power) implements Stored {}

    /** The zero point that belongs to such a scale; 0 in the network. */
    record DynamicZero(String scale) implements Stored {}

    /** Integers as they are. */
    record Whole() implements Stored {}
}

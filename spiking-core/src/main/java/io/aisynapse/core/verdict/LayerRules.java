package io.aisynapse.core.verdict;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.verdict.Verdict.Outcome;

/** What each kind of layer is under each scheme. */
public final class LayerRules {
    private LayerRules() {}

    /** Whether a scheme can express the layer at all; what it cannot runs in ONNX Runtime. */
    public static boolean spikes(Scheme scheme, AnnLayer layer) {
        return switch (layer) {
            case AnnLayer.Multiply _, AnnLayer.Product _, AnnLayer.Softmax _, AnnLayer.LayerNorm _ ->
                scheme.hasFunctionUnits();
            case AnnLayer.Input _,
                    AnnLayer.Dense _,
                    AnnLayer.Conv _,
                    AnnLayer.ChannelAffine _,
                    AnnLayer.Relu _,
                    AnnLayer.LeakyRelu _,
                    AnnLayer.Activation _,
                    AnnLayer.Quantise _,
                    AnnLayer.AveragePool _,
                    AnnLayer.MaxPool _,
                    AnnLayer.Add _,
                    AnnLayer.Concat _,
                    AnnLayer.IndexMap _ -> true;
        };
    }

    /** The outcome in real numbers; that a neuron then rounds its value to counts of spikes is said of all at once. */
    static Outcome outcome(Scheme scheme, AnnLayer layer) {
        return switch (layer) {
            case AnnLayer.Activation _ -> scheme.hasFunctionUnits() ? Outcome.EXACT : Outcome.APPROXIMATED;
            case AnnLayer.Quantise _ -> scheme.hasFunctionUnits() ? Outcome.EXACT : Outcome.APPROXIMATED;
            case AnnLayer.Multiply _, AnnLayer.Product _, AnnLayer.Softmax _, AnnLayer.LayerNorm _ ->
                scheme.hasFunctionUnits() ? Outcome.EXACT : Outcome.HYBRID;
            case AnnLayer.Input _,
                    AnnLayer.Dense _,
                    AnnLayer.Conv _,
                    AnnLayer.ChannelAffine _,
                    AnnLayer.Relu _,
                    AnnLayer.LeakyRelu _,
                    AnnLayer.AveragePool _,
                    AnnLayer.MaxPool _,
                    AnnLayer.Add _,
                    AnnLayer.Concat _,
                    AnnLayer.IndexMap _ -> Outcome.EXACT;
        };
    }

    static String why(Scheme scheme, AnnLayer layer) {
        return switch (layer) {
            case AnnLayer.Input _ -> "rounded to the input's levels";
            case AnnLayer.Dense _, AnnLayer.Conv _, AnnLayer.ChannelAffine _ ->
                "synapses, before their weights are rounded to the chip's bits";
            case AnnLayer.Relu _ -> "the neuron itself: it rounds to its levels and clips at its threshold";
            case AnnLayer.LeakyRelu _ ->
                scheme.isBinary() ? "two populations, one for each sign" : "a neuron that spikes with both signs";
            case AnnLayer.Activation activation ->
                scheme.hasFunctionUnits()
                        ? activation.function().toText() + " in a function unit"
                        : activation.function().toText() + " by straight pieces, each a population";
            case AnnLayer.Quantise quantise ->
                scheme.hasFunctionUnits()
                        ? "the levels of the quantised tensor, of scale " + quantise.scale()
                        : "left out, as neurons round by themselves: off by at most scale / 2 = "
                                + quantise.scale() / 2;
            case AnnLayer.AveragePool _ -> "a sum of spikes, its divisor in the next weights";
            case AnnLayer.MaxPool _ -> "a gate that passes the spikes of the largest";
            case AnnLayer.Add _ -> "several synapses into one membrane";
            case AnnLayer.Concat _, AnnLayer.IndexMap _ -> "wiring";
            case AnnLayer.Multiply _, AnnLayer.Product _, AnnLayer.Softmax _, AnnLayer.LayerNorm _ ->
                scheme.hasFunctionUnits()
                        ? "a function unit on decoded values"
                        : "needs a scheme with function units, such as differential";
        };
    }
}

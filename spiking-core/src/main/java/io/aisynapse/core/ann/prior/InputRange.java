package io.aisynapse.core.ann.prior;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import java.util.List;
import java.util.Optional;

/**
 * The range that inputs keep, by channel of the network's input.
 *
 * @param origin how it is known
 */
public record InputRange(float[] least, float[] most, Origin origin) {
    /** Who says so. */
    public enum Origin {
        /** The user. */
        DECLARED("declared by the user"),
        /** The type of the model's input: bytes. */
        TYPE("the range of the input's type"),
        /** A normalisation of the input at the model's beginning. */
        NORMALISATION("the model's own normalisation of its input"),
        /** A part of the model in front of the network, on seeded samples. */
        SEEN("what the model's beginning yields for seeded samples"),
        /** Nobody: 0..1 is what most models of pictures take. */
        ASSUMED("assumed to be 0..1, as nothing says otherwise");

        private final String text;

        Origin(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** A normalised value is taken to lie within so many deviations. */
    private static final double DEVIATIONS = 3;

    public InputRange {
        for (int channel = 0; channel < least.length; channel++) {
            if (!(least[channel] < most[channel])) {
                throw new IllegalArgumentException("a range from %s to %s".formatted(least[channel], most[channel]));
            }
        }
    }

    /** The same for all channels. */
    public static InputRange declared(AnnGraph graph, double least, double most) {
        return of(graph, least, most, Origin.DECLARED);
    }

    /** @param imported before passes, which fold a normalisation of the input into what follows */
    public static InputRange guess(AnnGraph imported) {
        if (all(imported, ModelInput.ElementType.UINT8)) {
            return of(imported, 0, 255, Origin.TYPE);
        }
        if (all(imported, ModelInput.ElementType.INT8)) {
            return of(imported, -128, 127, Origin.TYPE);
        }
        return normalised(imported).orElseGet(() -> of(imported, 0, 1, Origin.ASSUMED));
    }

    /** The range of values that were seen, by channel; a channel that never changes gets a little room. */
    public static InputRange seen(AnnGraph graph, float[][] samples) {
        int channels = graph.inputShape().channels();
        int plane = graph.inputShape().plane();
        float[] least = Belief.filled(channels, Float.POSITIVE_INFINITY);
        float[] most = Belief.filled(channels, Float.NEGATIVE_INFINITY);
        for (float[] sample : samples) {
            for (int i = 0; i < sample.length; i++) {
                least[i / plane] = Math.min(least[i / plane], sample[i]);
                most[i / plane] = Math.max(most[i / plane], sample[i]);
            }
        }
        for (int channel = 0; channel < channels; channel++) {
            if (!(least[channel] < most[channel])) {
                least[channel] -= 1;
                most[channel] += 1;
            }
        }
        return new InputRange(least, most, Origin.SEEN);
    }

    /** Whether nobody says so, and inputs may well lie outside. */
    public boolean isAssumed() {
        return origin == Origin.ASSUMED;
    }

    private static boolean all(AnnGraph graph, ModelInput.ElementType type) {
        return graph.inputs().stream().allMatch(input -> input.type() == type);
    }

    private static InputRange of(AnnGraph graph, double least, double most, Origin origin) {
        int channels = graph.inputShape().channels();
        return new InputRange(Belief.filled(channels, least), Belief.filled(channels, most), origin);
    }

    /**
     * {@code y = s·x + t}: with t = 0 as a division by the largest value, x in 0..1/s; else as one by the deviation
     * 1/|s| around the mean −t/s.
     */
    private static Optional<InputRange> normalised(AnnGraph graph) {
        List<AnnNode> readers =
                graph.nodes().stream().filter(node -> node.inputs().contains(0)).toList();
        if (readers.size() != 1 || !(readers.getFirst().layer() instanceof AnnLayer.ChannelAffine affine)) {
            return Optional.empty();
        }
        int channels = graph.inputShape().channels();
        if (affine.scale().length != channels) {
            return Optional.empty();
        }
        boolean shifts = false;
        for (float shift : affine.shift()) {
            shifts |= shift != 0;
        }
        float[] least = new float[channels];
        float[] most = new float[channels];
        for (int c = 0; c < channels; c++) {
            double deviation = 1 / Math.abs((double) affine.scale()[c]);
            double mean = -affine.shift()[c] / (double) affine.scale()[c];
            least[c] = (float) (shifts ? mean - DEVIATIONS * deviation : Math.min(0, 1 / affine.scale()[c]));
            most[c] = (float) (shifts ? mean + DEVIATIONS * deviation : Math.max(0, 1 / affine.scale()[c]));
            if (!(least[c] < most[c]) || !Float.isFinite(least[c]) || !Float.isFinite(most[c])) {
                return Optional.empty();
            }
        }
        return Optional.of(new InputRange(least, most, Origin.NORMALISATION));
    }
}

package io.aisynapse.core.ann.prior;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.Conv;
import io.aisynapse.core.ann.AnnLayer.Dense;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.ann.ValueSource;
import io.aisynapse.core.tensor.Shape;

/** Linear layers on distributions and intervals, by running them with squared and with absolute weights. */
public final class Linear {
    private Linear() {}

    static Belief belief(AnnLayer layer, Belief before, Shape from, Shape to) {
        int size = before.mean().length;
        float[] middle = new float[size];
        float[] radius = new float[size];
        for (int i = 0; i < size; i++) {
            middle[i] = (before.least()[i] + before.most()[i]) / 2;
            radius[i] = (before.most()[i] - before.least()[i]) / 2;
        }
        float[] least = AnnRunner.apply(layer, middle, from, to);
        float[] most = least.clone();
        float[] reach = AnnRunner.apply(absolute(layer), radius, from, to);
        for (int i = 0; i < least.length; i++) {
            least[i] -= reach[i];
            most[i] += reach[i];
        }
        return new Belief(
                AnnRunner.apply(layer, before.mean(), from, to),
                AnnRunner.apply(with(layer, w -> w * w), before.variance(), from, to),
                least,
                most,
                before.source() == ValueSource.INPUT_RANGE ? ValueSource.INPUT_RANGE : ValueSource.BEHIND_BATCH_NORM);
    }

    /** The layer with the magnitudes of its weights and without its bias: what it makes of errors at most. */
    public static AnnLayer absolute(AnnLayer layer) {
        return with(layer, Math::abs);
    }

    private interface OfWeight {
        float of(float weight);
    }

    private static AnnLayer with(AnnLayer layer, OfWeight change) {
        return switch (layer) {
            case Dense d ->
                new Dense(d.inputCount(), d.outputCount(), changed(d.weight(), change), new float[d.outputCount()]);
            case Conv c ->
                new Conv(
                        c.inputChannels(),
                        c.outputChannels(),
                        c.groups(),
                        c.window(),
                        changed(c.weight(), change),
                        new float[c.outputChannels()]);
            case ChannelAffine a -> new ChannelAffine(changed(a.scale(), change), new float[a.shift().length]);
            case AnnLayer other -> throw new IllegalArgumentException(other + " has no weights");
        };
    }

    private static float[] changed(float[] weights, OfWeight change) {
        float[] result = new float[weights.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = change.of(weights[i]);
        }
        return result;
    }
}

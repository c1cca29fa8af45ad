package io.aisynapse.core.nir;

import io.aisynapse.core.neuron.Decoding;

/**
 * What a NIR file leaves open. A file of our own answers reset, dt and the scale of the input in its metadata.
 *
 * @param reset what neurons do after a spike
 * @param dt length of a tick in the unit of the file's time constants, above 0
 * @param input how samples come
 * @param potential which ticks an answer from potentials is read from
 */
public record NirImportSettings(Reset reset, double dt, Input input, Decoding.Over potential) {
    /** After a spike. */
    public enum Reset {
        /** To v_reset, as NIR defines it, unless the file's metadata say otherwise. */
        AS_DEFINED,

        /** The threshold, less v_reset, is subtracted, as sinabs and our own export mean it. */
        SUBTRACT
    }

    /**
     * How samples come.
     *
     * @param step size of an input level, above 0: values are rounded to multiples of it
     * @param levels the largest level; larger values are clipped
     * @param perTick whether a sample has values for each tick, or holds still
     */
    public record Input(double step, int levels, boolean perTick) {
        private static final int LEVELS = 2047;

        public Input {
            if (!(step > 0) || Double.isInfinite(step) || levels < 1 || levels > Short.MAX_VALUE) {
                throw new IllegalArgumentException("%d input levels of %s".formatted(levels, step));
            }
        }

        /** 2,047 levels of either sign. */
        public static Input upTo(double largest, boolean perTick) {
            return new Input(largest / LEVELS, LEVELS, perTick);
        }

        /** Spike counts and other whole numbers. */
        public static Input wholeNumbers(boolean perTick) {
            return new Input(1, LEVELS, perTick);
        }
    }

    public NirImportSettings {
        if (!(dt > 0) || Double.isInfinite(dt)) {
            throw new IllegalArgumentException("a tick of " + dt);
        }
    }

    /** As NIR defines it, a tick of 1, inputs that hold still, up to 1. */
    public static NirImportSettings asDefined() {
        return new NirImportSettings(Reset.AS_DEFINED, 1, Input.upTo(1, false), Decoding.Over.MEAN);
    }

    public NirImportSettings subtracting() {
        return new NirImportSettings(Reset.SUBTRACT, dt, input, potential);
    }

    public NirImportSettings withTick(double tick) {
        return new NirImportSettings(reset, tick, input, potential);
    }

    public NirImportSettings withInput(Input next) {
        return new NirImportSettings(reset, dt, next, potential);
    }

    public NirImportSettings read(Decoding.Over over) {
        return new NirImportSettings(reset, dt, input, over);
    }
}

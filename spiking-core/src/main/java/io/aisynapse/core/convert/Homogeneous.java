package io.aisynapse.core.convert;

import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.UnaryFunction;

/**
 * A function as a population's transfer. Membrane and output share a unit, so an input whose range is far from the
 * output's would need weights of a million thresholds (1/x with x up to 1000) or lose its precision. Powers are
 * homogeneous, {@code f(s·x) = s^p · f(x)}, so that s can be chosen to make both ranges the same.
 *
 * @param input s, what flows into the membrane is multiplied by
 * @param output s^p, what the population's output is larger by
 */
record Homogeneous(Transfer transfer, double input, double output) {
    /** Nearer to 1 a power is linear, and no scale moves its ranges. */
    private static final double LEAST_BEND = 0.25;

    /** Ranges that differ by less are left alone. */
    private static final double ALIKE = 8;

    /** @param range largest input over largest output, NaN or infinite where unknown */
    static Homogeneous of(UnaryFunction function, double range) {
        Transfer transfer = new Transfer.Smooth(function);
        double degree = switch (function.kind()) {
            case SQRT -> 0.5;
            case RECIPROCAL -> -1;
            case POWER -> function.alpha();
            default -> 1;
        };
        boolean moves = Math.abs(degree - 1) >= LEAST_BEND && range > 0 && Double.isFinite(range);
        if (!moves || range < ALIKE && range > 1 / ALIKE) {
            return new Homogeneous(transfer, 1, 1);
        }
        double input = powerOfTwo(StrictMath.pow(range, 1 / (degree - 1)));
        return new Homogeneous(transfer, input, StrictMath.pow(input, degree));
    }

    /** The population with its membrane in scaled units; its events are worth what they were. */
    SnnNode.Population in(SnnNode.Population plain) {
        if (input == 1) {
            return plain;
        }
        float[] divisor = new float[plain.eventValue().length];
        float[] bias = new float[divisor.length];
        float[] eventValue = new float[divisor.length];
        for (int c = 0; c < divisor.length; c++) {
            divisor[c] = (float) (output / input);
            bias[c] = plain.bias()[c] / divisor[c];
            eventValue[c] = (float) (plain.eventValue()[c] * output);
        }
        return new SnnNode.Population(
                plain.name(),
                plain.shape(),
                Kernels.divided(plain.projections(), divisor),
                bias,
                eventValue,
                plain.model());
    }

    /** Exact in floats. */
    private static double powerOfTwo(double value) {
        return Math.scalb(1.0, Math.clamp(Math.getExponent(value), -60, 60));
    }
}

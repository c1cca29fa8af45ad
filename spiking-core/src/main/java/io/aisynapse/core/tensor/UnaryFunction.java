package io.aisynapse.core.tensor;

/**
 * An element-wise function as ONNX defines it, with up to two parameters. Computed in double precision with {@link
 * StrictMath}, so that every machine gets the same bits.
 *
 * @param alpha first parameter, 0 when the kind has none
 * @param beta second parameter, 0 when the kind has none
 */
public record UnaryFunction(Kind kind, float alpha, float beta) {
    /** Functions by their ONNX operator; GELU in its two forms. */
    public enum Kind {
        SIGMOID,
        TANH,
        /** {@code max(0, min(1, alpha·x + beta))}. */
        HARD_SIGMOID,
        /** {@code x · max(0, min(1, x/6 + 1/2))}. */
        HARD_SWISH,
        GELU,
        GELU_TANH,
        /** {@code x · sigmoid(alpha·x)}; SiLU with alpha 1. */
        SWISH,
        ELU,
        CELU,
        /** {@code beta · (x > 0 ? x : alpha·(exp(x) − 1))}. */
        SELU,
        SOFTPLUS,
        SOFTSIGN,
        MISH,
        ERF,
        EXP,
        LOG,
        SQRT,
        RECIPROCAL,
        ABS,
        /** {@code x^alpha}. */
        POWER,
        /** {@code x > alpha ? x : 0}. */
        THRESHOLDED_RELU,
        SIN,
        COS
    }

    private static final double ERF_IS_ONE = 6;

    public static UnaryFunction of(Kind kind) {
        return new UnaryFunction(kind, 0, 0);
    }

    public double apply(double x) {
        return switch (kind) {
            case SIGMOID -> sigmoid(x);
            case TANH -> StrictMath.tanh(x);
            case HARD_SIGMOID -> Math.clamp(alpha * x + beta, 0.0, 1.0);
            case HARD_SWISH -> x * Math.clamp(x / 6 + 0.5, 0.0, 1.0);
            case GELU -> x / 2 * (1 + erf(x / StrictMath.sqrt(2)));
            case GELU_TANH ->
                x / 2 * (1 + StrictMath.tanh(StrictMath.sqrt(2 / StrictMath.PI) * (x + 0.044715 * x * x * x)));
            case SWISH -> x * sigmoid(alpha * x);
            case ELU -> x > 0 ? x : alpha * StrictMath.expm1(x);
            case CELU -> x > 0 ? x : alpha * StrictMath.expm1(x / alpha);
            case SELU -> beta * (x > 0 ? x : alpha * StrictMath.expm1(x));
            case SOFTPLUS -> softplus(x);
            case SOFTSIGN -> x / (1 + Math.abs(x));
            case MISH -> x * StrictMath.tanh(softplus(x));
            case ERF -> erf(x);
            case EXP -> StrictMath.exp(x);
            case LOG -> StrictMath.log(x);
            case SQRT -> StrictMath.sqrt(x);
            case RECIPROCAL -> 1 / x;
            case ABS -> Math.abs(x);
            case POWER -> StrictMath.pow(x, alpha);
            case THRESHOLDED_RELU -> x > alpha ? x : 0;
            case SIN -> StrictMath.sin(x);
            case COS -> StrictMath.cos(x);
        };
    }

    private static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    /** {@code 2/√π · exp(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!}: all summands of one sign, so nothing cancels. */
    private static double erf(double x) {
        double size = Math.abs(x);
        if (size >= ERF_IS_ONE) {
            return Math.signum(x);
        }
        double term = size;
        double sum = term;
        for (int n = 1; term > sum * 1e-17 && n < 200; n++) {
            term *= 2 * size * size / (2 * n + 1);
            sum += term;
        }
        return Math.signum(x) * Math.min(1, 2 / StrictMath.sqrt(StrictMath.PI) * StrictMath.exp(-size * size) * sum);
    }

    public String toText() {
        String name = kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        return alpha == 0 && beta == 0 ? name : "%s(%s, %s)".formatted(name, alpha, beta);
    }
}

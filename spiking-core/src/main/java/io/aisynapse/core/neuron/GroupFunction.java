package io.aisynapse.core.neuron;

/**
 * A function of several values at once, which no synapse computes: a processor beside the cores does. In double
 * precision and a fixed order, so that every machine gets the same bits.
 */
public sealed interface GroupFunction {
    /** How many operands it takes. */
    int operands();

    /** Values of the result in flat order from those of the operands. */
    double[] apply(double[][] operands);

    /** Whether operands and result may have these sizes. */
    boolean fits(int[] operands, int result);

    /** Multiplications and function calls of one evaluation, as reported. */
    long operations(int outputs);

    /** Softmax of every run of {@code size} neighbouring values. */
    record Softmax(int size) implements GroupFunction {
        @Override
        public int operands() {
            return 1;
        }

        @Override
        public double[] apply(double[][] operands) {
            double[] input = operands[0];
            double[] result = new double[input.length];
            for (int from = 0; from < input.length; from += size) {
                double largest = Double.NEGATIVE_INFINITY;
                for (int i = from; i < from + size; i++) {
                    largest = Math.max(largest, input[i]);
                }
                double sum = 0;
                for (int i = from; i < from + size; i++) {
                    result[i] = StrictMath.exp(input[i] - largest);
                    sum += result[i];
                }
                for (int i = from; i < from + size; i++) {
                    result[i] /= sum;
                }
            }
            return result;
        }

        @Override
        public boolean fits(int[] operands, int result) {
            return operands[0] == result && size > 0 && result % size == 0;
        }

        @Override
        public long operations(int outputs) {
            return 2L * outputs;
        }
    }

    /** Layer normalisation of every run of {@code gamma.length} neighbouring values. */
    record LayerNorm(float[] gamma, float[] beta, float epsilon) implements GroupFunction {
        @Override
        public int operands() {
            return 1;
        }

        @Override
        public double[] apply(double[][] operands) {
            double[] input = operands[0];
            double[] result = new double[input.length];
            int size = gamma.length;
            for (int from = 0; from < input.length; from += size) {
                double sum = 0;
                double squares = 0;
                for (int i = from; i < from + size; i++) {
                    sum += input[i];
                }
                double mean = sum / size;
                for (int i = from; i < from + size; i++) {
                    squares += (input[i] - mean) * (input[i] - mean);
                }
                double factor = 1 / Math.sqrt(squares / size + epsilon);
                for (int i = from; i < from + size; i++) {
                    result[i] = (input[i] - mean) * factor * gamma[i - from] + beta[i - from];
                }
            }
            return result;
        }

        @Override
        public boolean fits(int[] operands, int result) {
            return operands[0] == result
                    && gamma.length > 0
                    && gamma.length == beta.length
                    && result % gamma.length == 0;
        }

        @Override
        public long operations(int outputs) {
            return 3L * outputs;
        }
    }

    /** {@code y[b][r][c] = Σ_i x₀[b][r][i] · x₁[b][i][c]}, all row-major. */
    record Product(int batch, int rows, int inner, int columns) implements GroupFunction {
        @Override
        public int operands() {
            return 2;
        }

        @Override
        public double[] apply(double[][] operands) {
            double[] result = new double[batch * rows * columns];
            for (int row = 0; row < batch * rows; row++) {
                int matrix = row / rows * inner * columns;
                for (int i = 0; i < inner; i++) {
                    double factor = operands[0][row * inner + i];
                    for (int column = 0; column < columns; column++) {
                        result[row * columns + column] += factor * operands[1][matrix + i * columns + column];
                    }
                }
            }
            return result;
        }

        @Override
        public boolean fits(int[] operands, int result) {
            return batch > 0
                    && rows > 0
                    && inner > 0
                    && columns > 0
                    && operands[0] == (long) batch * rows * inner
                    && operands[1] == (long) batch * inner * columns
                    && result == (long) batch * rows * columns;
        }

        @Override
        public long operations(int outputs) {
            return (long) outputs * inner;
        }
    }

    /** Element-wise product of two operands. */
    record Multiply() implements GroupFunction {
        @Override
        public int operands() {
            return 2;
        }

        @Override
        public double[] apply(double[][] operands) {
            double[] result = new double[operands[0].length];
            for (int i = 0; i < result.length; i++) {
                result[i] = operands[0][i] * operands[1][i];
            }
            return result;
        }

        @Override
        public boolean fits(int[] operands, int result) {
            return operands[0] == result && operands[1] == result;
        }

        @Override
        public long operations(int outputs) {
            return outputs;
        }
    }
}

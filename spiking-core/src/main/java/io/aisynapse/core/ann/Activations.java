package io.aisynapse.core.ann;

/** Values of all nodes of a network, row by row; asked for again and again, so that they need not be kept. */
public interface Activations {
    /** Rows, 1 or more. */
    int count();

    /** The flat values of every node, by its index. */
    float[][] row(int index);

    /** How the values of a node are known. */
    ValueSource source(int node);

    /** What the network makes of samples. */
    static Activations of(AnnGraph graph, float[][] samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("calibration needs at least one sample");
        }
        AnnRunner runner = new AnnRunner(graph);
        return new Activations() {
            @Override
            public int count() {
                return samples.length;
            }

            @Override
            public float[][] row(int index) {
                return runner.run(samples[index]);
            }

            @Override
            public ValueSource source(int node) {
                return ValueSource.SAMPLES;
            }
        };
    }
}

package io.aisynapse.core.tune.bound;

/**
 * Values of the real-valued network and how far the spiking one's may lie from them, neuron by neuron.
 *
 * @param value exact, in events
 * @param error largest distance, 0 or more
 */
record Approximate(float[] value, float[] error) {
    float[] magnitude() {
        float[] magnitude = value.clone();
        for (int i = 0; i < magnitude.length; i++) {
            magnitude[i] = Math.abs(magnitude[i]);
        }
        return magnitude;
    }
}

package io.aisynapse.core.program;

import io.aisynapse.core.tensor.Shape;
import java.util.stream.IntStream;

/**
 * The part of a stage that one core holds: a box of channels, rows and columns, upper ends excluded.
 *
 * @param core numbered over all chips
 * @param load what the core holds
 */
public record Piece(int stage, int core, Span channels, Span rows, Span columns, Load load) {
    public record Span(int from, int to) {
        public int size() {
            return to - from;
        }

        /** How many of the numbers from {@code low} to {@code high − 1} it contains. */
        public int overlap(int low, int high) {
            return Math.max(0, Math.min(to, high) - Math.max(from, low));
        }

        public boolean contains(int value) {
            return from <= value && value < to;
        }
    }

    /**
     * @param units neurons, or counters of a maximum gate, that pay an update at every tick
     * @param binds the limit that is nearest to full, for example {@code synapse memory 92 %}
     */
    public record Load(int units, int inputAxons, long outputAxons, long synapseBytes, String binds) {}

    public int positions() {
        return channels.size() * rows.size() * columns.size();
    }

    /** Flat indices of its neurons in the stage's shape. */
    public IntStream neurons(Shape shape) {
        return IntStream.range(0, positions()).map(i -> {
            int c = channels.from() + i / (rows.size() * columns.size());
            int y = rows.from() + i / columns.size() % rows.size();
            int x = columns.from() + i % columns.size();
            return (c * shape.height() + y) * shape.width() + x;
        });
    }
}

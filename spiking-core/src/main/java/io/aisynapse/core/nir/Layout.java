package io.aisynapse.core.nir;

import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the neurons of a spiking node are found among NIR nodes. NIR has neither concatenation nor permutation: both
 * become an order of neurons here, and then rows or slices of the weights that read them.
 *
 * @param partOf index of the part by neuron, −1 for a neuron that is always silent
 * @param indexOf neuron of the part by neuron
 */
record Layout(List<Part> parts, int[] partOf, int[] indexOf) {
    /**
     * A NIR node.
     *
     * @param flat whether its values have one axis
     * @param unit value in NIR of an event of 1
     */
    record Part(String name, Shape shape, boolean flat, double unit) {}

    static Layout of(Part part) {
        int[] indexOf = new int[part.shape().size()];
        Arrays.setAll(indexOf, i -> i);
        return new Layout(List.of(part), new int[indexOf.length], indexOf);
    }

    static Layout joined(List<Layout> layouts) {
        List<Part> parts = new ArrayList<>();
        int size = layouts.stream().mapToInt(layout -> layout.partOf.length).sum();
        int[] partOf = new int[size];
        int[] indexOf = new int[size];
        int at = 0;
        for (Layout layout : layouts) {
            for (int i = 0; i < layout.partOf.length; i++) {
                partOf[at] = layout.partOf[i] < 0 ? -1 : layout.partOf[i] + parts.size();
                indexOf[at++] = layout.indexOf[i];
            }
            parts.addAll(layout.parts);
        }
        return new Layout(parts, partOf, indexOf);
    }

    Layout mapped(int[] map) {
        int[] nextPart = new int[map.length];
        int[] nextIndex = new int[map.length];
        for (int i = 0; i < map.length; i++) {
            nextPart[i] = map[i] < 0 ? -1 : partOf[map[i]];
            nextIndex[i] = map[i] < 0 ? 0 : indexOf[map[i]];
        }
        return new Layout(parts, nextPart, nextIndex);
    }

    /** Whether the parts are images of this height and width, whole and one after another: channels stacked. */
    boolean isStackOf(Shape shape) {
        int at = 0;
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            boolean fits =
                    part.shape().height() == shape.height() && part.shape().width() == shape.width();
            if (part.flat() || !fits || at + part.shape().size() > partOf.length) {
                return false;
            }
            for (int i = 0; i < part.shape().size(); i++, at++) {
                if (partOf[at] != p || indexOf[at] != i) {
                    return false;
                }
            }
        }
        return at == partOf.length && at == shape.size();
    }
}

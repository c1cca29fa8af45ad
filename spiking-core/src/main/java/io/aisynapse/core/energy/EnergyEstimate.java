package io.aisynapse.core.energy;

import java.util.List;

/**
 * Energy and chip time of a run, modelled. Without static power.
 *
 * @param parts in a fixed order; they add up to the total
 * @param chipNanoseconds of all samples one after another
 */
public record EnergyEstimate(List<Part> parts, double totalPicojoules, double chipNanoseconds) {
    public EnergyEstimate {
        parts = List.copyOf(parts);
    }

    /** @param source of the price */
    public record Part(String name, long count, double picojoulesEach, String source) {
        public double picojoules() {
            return count * picojoulesEach;
        }
    }
}

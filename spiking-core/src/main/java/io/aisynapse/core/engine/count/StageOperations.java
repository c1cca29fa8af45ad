package io.aisynapse.core.engine.count;

/**
 * Operations that went into one stage during a sample, by kind.
 *
 * @param binary additions of a weight, for events of 1; on a chip whose spikes are binary a larger event is repeated
 * @param signed subtractions of a weight, for events of −1
 * @param graded multiplications of a weight by an event that is larger, on a chip with graded spikes
 * @param multiplyAdds of the constant input current, computed once
 * @param functions evaluations and products of a function unit, or of neurons with a function
 */
public record StageOperations(long binary, long signed, long graded, long multiplyAdds, long functions) {
    public static final StageOperations NONE = new StageOperations(0, 0, 0, 0, 0);

    public StageOperations plus(StageOperations other) {
        return new StageOperations(
                binary + other.binary,
                signed + other.signed,
                graded + other.graded,
                multiplyAdds + other.multiplyAdds,
                functions + other.functions);
    }

    public long all() {
        return binary + signed + graded + multiplyAdds + functions;
    }
}

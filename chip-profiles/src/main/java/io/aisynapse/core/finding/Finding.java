package io.aisynapse.core.finding;

/**
 * One thing that is wrong with a model: where, what was seen, what was wanted, and what its owner can do.
 *
 * @param code kebab-case and stable, for example {@code unsupported-op}
 * @param place the node, tensor or layer, for example {@code node conv_3} or {@code tensor fc1.weight}
 * @param seen the value that was met
 * @param wanted the value or range that would have been accepted
 * @param hint what to change, in one sentence
 */
public record Finding(String code, String place, String seen, String wanted, String hint) {
    /** {@code node conv_3: kernel 11×11 [unsupported-op], wanted …}. */
    public String toText() {
        return "%s: %s, wanted %s (%s)".formatted(place, seen, wanted, code);
    }
}

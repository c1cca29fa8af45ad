package io.aisynapse.protocol.array;

import java.io.IOException;

/** A file that is no array we take: what was seen, what is wanted, and what its owner can do. */
public final class ArrayFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String seen;
    private final String wanted;
    private final String hint;

    /** @param code kebab-case and stable, for example {@code unsupported-dtype} */
    public ArrayFormatException(String code, String seen, String wanted, String hint) {
        super(seen + ", wanted " + wanted);
        this.code = code;
        this.seen = seen;
        this.wanted = wanted;
        this.hint = hint;
    }

    static ArrayFormatException notNpy(String seen) {
        return new ArrayFormatException(
                "not-npy", seen, "a NumPy file of format 1, 2 or 3", "write it with numpy.save or numpy.savez");
    }

    public String code() {
        return code;
    }

    public String seen() {
        return seen;
    }

    public String wanted() {
        return wanted;
    }

    public String hint() {
        return hint;
    }
}

package io.aisynapse.api.web;

import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.protocol.problem.Problem;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names that users give: printable, short, never used as a path. */
public final class Names {
    public static final String PATTERN = "[A-Za-z0-9_][A-Za-z0-9._ -]{0,127}";
    static final String WANTED = "1 to 128 letters, digits, dots, dashes, underscores or blanks";
    private static final Pattern NAME = Pattern.compile(PATTERN);

    private Names() {}

    /** @throws ProblemException 422 {@code bad-name} */
    public static String check(@Nullable String name, String parameter, String standard) {
        if (name == null) {
            return standard;
        }
        if (!NAME.matcher(name).matches()) {
            throw ProblemException.refused(
                    "The name is not accepted.",
                    List.of(new Problem(
                            "bad-name",
                            parameter,
                            "A name is not accepted.",
                            name.length() + " characters, some of which are not allowed",
                            WANTED,
                            "choose a plain name")));
        }
        return name;
    }
}

package io.aisynapse.system.tidy;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Text that our Java does not contain. Calls are looked for outside comments and strings. */
enum BannedText {
    SLEEP("\\bThread\\.sleep\\("),
    WALL_CLOCK("\\bInstant\\.now\\(\\)"),
    CHANCE("\\bnew Random\\("),
    CATCH_EVERYTHING("catch \\(Throwable"),
    /** The terminal belongs to the commands, and the tests of tidiness print their figure. */
    TERMINAL(
            "\\bSystem\\.(out|err)\\b",
            "/standalone/StandaloneApplication.java",
            "/KernelBench.java",
            "/tidy/TidyTest.java"),
    DISABLED_WITHOUT_A_REASON("@Disabled(?!\\()"),
    OPEN_END("\\b(TODO|FIXME|XXX)\\b(?!.*#\\d+)");

    private static final Pattern NOT_CODE =
            Pattern.compile("\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|//[^\\n]*|/\\*[\\s\\S]*?\\*/");

    private final Pattern pattern;
    private final String[] allowedIn;

    BannedText(String pattern, String... allowedIn) {
        this.pattern = Pattern.compile(pattern);
        this.allowedIn = allowedIn;
    }

    boolean isFoundIn(Path file) {
        for (String end : allowedIn) {
            if (file.toString().endsWith(end)) {
                return false;
            }
        }
        String text = String.join("\n", Repository.lines(file));
        if (this == OPEN_END) {
            return !file.endsWith("BannedText.java") && pattern.matcher(text).find();
        }
        return pattern.matcher(NOT_CODE.matcher(text).replaceAll(" ")).find();
    }
}

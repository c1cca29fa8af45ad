package io.aisynapse.standalone.check;

import io.aisynapse.standalone.client.ApiAnswer;

/**
 * What the service did with one file.
 *
 * @param status HTTP status of the answer that decided
 * @param code the problem's code, or the state reached
 * @param finding the first finding, empty when there is none
 */
record Verdict(boolean held, int status, String code, String finding) {
    /** Long findings are cut for the terminal; the service gave them in full. */
    private static final int SHOWN_CHARACTERS = 160;

    static Verdict of(boolean held, ApiAnswer answer) {
        return new Verdict(held, answer.status(), answer.code(), answer.firstFinding());
    }

    Verdict not(String reason) {
        return new Verdict(false, status, code, reason);
    }

    String line(String fileName) {
        return "%-8s %-28s %3d %-24s %s"
                .formatted(held ? "held" : "NOT held", fileName, status, code, shortened(finding))
                .stripTrailing();
    }

    /** Without the middle when it is long: the end says how many more there are. */
    private static String shortened(String text) {
        if (text.length() <= SHOWN_CHARACTERS) {
            return text;
        }
        int end = text.lastIndexOf(" (and ");
        String tail = end < 0 ? "" : text.substring(end);
        return text.substring(0, SHOWN_CHARACTERS - tail.length()) + "…" + tail;
    }
}

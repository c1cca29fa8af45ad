package io.aisynapse.standalone.demo;

import java.io.PrintStream;
import java.util.Locale;

/** Progress for people: one line that moves on a terminal, a line at each quarter anywhere else. */
final class ProgressDisplay {
    private static final int BAR_WIDTH = 30;
    private static final int QUARTERS = 4;

    private final PrintStream out;
    private final boolean live;
    private String shownStage = "";
    private int shownQuarter = -1;
    private boolean lineOpen;

    ProgressDisplay(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
    }

    /** A step that is done: its name and what came of it. */
    void done(String step, String result) {
        endLine();
        out.printf(Locale.ROOT, "  %-10s %s%n", step, result);
        out.flush();
    }

    /** A step that is under way. */
    void show(String step, String stage, int done, int total) {
        if (live) {
            showBar(step, stage, done, total);
        } else {
            showLine(step, stage, done, total);
        }
    }

    private void showBar(String step, String stage, int done, int total) {
        int filled = total <= 0 ? 0 : Math.clamp((long) BAR_WIDTH * done / total, 0, BAR_WIDTH);
        String bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
        String count = total <= 0 ? "" : done + "/" + total + " ";
        out.printf(Locale.ROOT, "\r  %-10s %s %s%s\u001b[K", step, bar, count, stage);
        out.flush();
        lineOpen = true;
    }

    private void showLine(String step, String stage, int done, int total) {
        int quarter = total <= 0 ? 0 : (int) ((long) QUARTERS * done / total);
        String place = step + '/' + stage;
        if (place.equals(shownStage) && quarter <= shownQuarter) {
            return;
        }
        shownStage = place;
        shownQuarter = quarter;
        String count = total <= 0 ? "" : " " + done + "/" + total;
        out.printf(Locale.ROOT, "  %-10s %s%s%n", step, stage, count);
        out.flush();
    }

    private void endLine() {
        if (lineOpen) {
            out.print("\r\u001b[K");
            lineOpen = false;
        }
    }
}

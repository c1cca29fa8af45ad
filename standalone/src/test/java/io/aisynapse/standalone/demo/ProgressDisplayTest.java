package io.aisynapse.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void awayFromATerminalAStageIsALineAndThenOneAtEachQuarter() {
        ProgressDisplay display = display(false);
        for (int done = 0; done <= 100; done++) {
            display.show("run", "shards", done, 100);
        }
        assertEquals(5, text().lines().count());
        assertTrue(text().endsWith("shards 100/100\n"));
    }

    @Test
    void onATerminalOneLineMovesAndIsWipedInTheEnd() {
        ProgressDisplay display = display(true);
        display.show("run", "shards", 1, 2);
        display.show("run", "shards", 2, 2);
        display.done("run", "done");
        assertEquals(1, text().lines().filter(line -> line.endsWith("done")).count());
        assertTrue(text().contains("\r"));
    }

    private ProgressDisplay display(boolean live) {
        return new ProgressDisplay(new PrintStream(shown, true, StandardCharsets.UTF_8), live);
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }
}

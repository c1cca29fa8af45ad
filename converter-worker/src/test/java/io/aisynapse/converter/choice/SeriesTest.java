package io.aisynapse.converter.choice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.converter.ConversionTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SeriesTest {
    private static final List<Integer> STEPS = List.of(1, 2, 4, 8, 16, 32, 64);
    private final Series series = new Series(STEPS.stream()
            .map(steps -> ConversionTarget.named("rate", steps, "generic"))
            .toList());

    @Test
    void middlesComeFirst() {
        List<Integer> order = new ArrayList<>();
        for (ConversionTarget next = series.next(); next != null; next = series.next()) {
            order.add(next.timeSteps());
            series.tried(row(next.timeSteps(), 5));
        }
        assertEquals(List.of(8, 2, 32, 1, 4, 16, 64), order);
    }

    @Test
    void whatFollowsAPerfectOneAndPrecedesAHopelessOneWaits() {
        series.tried(row(4, 300));
        series.tried(row(16, 0));
        assertEquals(8, Objects.requireNonNull(series.next()).timeSteps());
        series.tried(row(8, 5));
        assertNull(series.next());
        assertEquals(1, Objects.requireNonNull(series.nextOfAll()).timeSteps());
        List<Row> rows = series.rows();
        assertEquals(STEPS, rows.stream().map(row -> row.target().timeSteps()).toList());
        assertTrue(String.valueOf(rows.get(0).reason()).contains("more time steps lose more"));
        assertTrue(String.valueOf(rows.get(6).reason()).contains("fewer time steps answer every sample"));
        assertNull(rows.get(3).reason());
    }

    @Test
    void aRefusedSeriesTellsTheReasonInEachRow() {
        series.refuse("graded events");
        assertNull(series.nextOfAll());
        assertTrue(series.rows().stream().allMatch(row -> "graded events".equals(row.reason())));
    }

    private static Row row(int steps, int lost) {
        return Row.of(Points.point("rate", steps, lost, steps, 1), 1);
    }
}

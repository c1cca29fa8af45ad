package io.aisynapse.converter.choice;

import io.aisynapse.converter.ConversionTarget;
import io.aisynapse.core.convert.Scheme;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One scheme on one chip: what is known of its numbers of time steps, and which is tried next. The middle one comes
 * first, then the middles of what is left of it and right of it. More ticks cost more and err less, so what follows a
 * perfect one and what precedes a hopeless one can wait.
 */
final class Series {
    private final List<ConversionTarget> targets;
    private final Row[] rows;
    private final List<Integer> order;

    /** @param targets by rising number of time steps, at least one */
    Series(List<ConversionTarget> targets) {
        this.targets = targets;
        this.rows = new Row[targets.size()];
        this.order = middlesFirst(targets.size());
    }

    Scheme scheme() {
        return targets.getFirst().scheme();
    }

    /** The candidate to be tried next that nothing speaks against; null when there is none. */
    @Nullable
    ConversionTarget next() {
        for (int i : order) {
            if (!isKnown(i) && !isPerfectBefore(i) && !isHopelessAfter(i)) {
                return targets.get(i);
            }
        }
        return null;
    }

    /** As {@link #next}, and then those that would only fill the table. */
    @Nullable
    ConversionTarget nextOfAll() {
        for (int i = 0; i < rows.length; i++) {
            if (!isKnown(i)) {
                return targets.get(i);
            }
        }
        return null;
    }

    /** Takes what became of a candidate, if it is one of these. */
    void tried(Row row) {
        int index = targets.indexOf(row.target());
        if (index >= 0) {
            rows[index] = row;
        }
    }

    /** No number of time steps can be tried. */
    void refuse(String reason) {
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Row.without(targets.get(i), reason);
        }
    }

    /** One row a candidate. */
    List<Row> rows() {
        List<Row> all = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            all.add(isKnown(i) ? rows[i] : Row.without(targets.get(i), whyNot(i)));
        }
        return all;
    }

    private String whyNot(int i) {
        if (isPerfectBefore(i)) {
            return "not tried: fewer time steps answer every sample as the original does";
        }
        if (isHopelessAfter(i)) {
            return "not tried: more time steps lose more than is allowed";
        }
        return "not tried: the budget was spent on cheaper candidates";
    }

    @SuppressWarnings("NullAway")
    private boolean isKnown(int i) {
        return rows[i] != null;
    }

    private boolean isPerfectBefore(int i) {
        return Arrays.stream(rows, 0, i).anyMatch(row -> row != null && row.outcome() == Row.Outcome.PERFECT);
    }

    private boolean isHopelessAfter(int i) {
        return Arrays.stream(rows, i + 1, rows.length)
                .anyMatch(row -> row != null && row.outcome() == Row.Outcome.HOPELESS);
    }

    private static List<Integer> middlesFirst(int count) {
        record Span(int from, int to) {}
        List<Integer> order = new ArrayList<>();
        Queue<Span> spans = new ArrayDeque<>(List.of(new Span(0, count)));
        while (!spans.isEmpty()) {
            Span span = spans.remove();
            if (span.from < span.to) {
                int middle = (span.from + span.to) / 2;
                order.add(middle);
                spans.add(new Span(span.from, middle));
                spans.add(new Span(middle + 1, span.to));
            }
        }
        return order;
    }
}

package io.aisynapse.converter.choice;

import io.aisynapse.converter.ConvertedModel;
import io.aisynapse.converter.PreparedModel;
import io.aisynapse.converter.choice.ChoiceRule.Chosen;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen, and the whole table.
 *
 * @param ground what it was chosen on
 * @param rows one a candidate
 * @param confirmed quality on held-out samples; null when none are held out
 * @param warnings for people: what this choice does not show
 */
public record Choice(
        ChoiceRule rule,
        Ground.Part ground,
        ConvertedModel converted,
        Chosen chosen,
        List<Row> rows,
        @Nullable Quality confirmed,
        List<String> warnings) {
    public Choice {
        rows = List.copyOf(rows);
        warnings = List.copyOf(warnings);
    }

    /** The model as the chosen scheme takes it. */
    public PreparedModel prepared() {
        return ground.prepared();
    }

    /** What the held-out samples say. */
    public String confirmation() {
        return confirmation(confirmed, rule.limit());
    }

    static String confirmation(@Nullable Quality confirmed, double limit) {
        if (confirmed == null) {
            return "none";
        }
        if (confirmed.drop().high() <= limit) {
            return "confirmed";
        }
        return confirmed.drop().points() <= limit ? "consistent" : "rejected";
    }

    /** Candidates that were measured. */
    public List<Point> points() {
        return rows.stream().map(Row::point).filter(Objects::nonNull).toList();
    }
}

package io.aisynapse.converter.choice;

import io.aisynapse.converter.choice.ChoiceRule.Chosen;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a choice does not show, in sentences for people. */
record ChoiceWarnings(
        ChoiceRule rule, Chosen chosen, @Nullable Quality confirmed) {
    List<String> of(Ground ground, List<Point> points) {
        List<String> warnings = new ArrayList<>();
        Quality quality = chosen.point().quality();
        if (!chosen.qualifies()) {
            warnings.add(text(
                    "NO CANDIDATE QUALIFIES: of none is it shown that %s falls by at most %.2f points; this is the"
                            + " nearest one, it falls by %.2f and at most by %.2f points (95 %%, %d samples)",
                    measure(quality),
                    rule.limit(),
                    quality.drop().points(),
                    quality.drop().high(),
                    quality.samples()));
        }
        if (!chosen.qualifies() && quality.leastBound() > rule.limit()) {
            warnings.add(text(
                    "%d samples to choose by cannot show a limit of %.2f points, whatever is chosen: %s",
                    quality.samples(), rule.limit(), advice()));
        }
        if (Choice.confirmation(confirmed, rule.limit()).equals("rejected") && confirmed != null) {
            warnings.add(text(
                    "REJECTED by the held-out samples: there %s falls by %.2f points (%d samples)",
                    measure(confirmed), confirmed.drop().points(), confirmed.samples()));
        }
        if (confirmed == null) {
            warnings.add("no samples were held out to confirm the choice");
        }
        if (chosen.point().target().timeSteps() == 1
                && !chosen.point().target().scheme().isBinary()) {
            warnings.add("with graded spikes T = 1 is a quantised network without time: each neuron answers once");
        }
        if (ground.labelsMissed()) {
            warnings.add("the original answers the labels no better than by chance, so agreement was compared");
        }
        if (points.stream().map(point -> point.target().chip()).distinct().count() > 1) {
            warnings.add("chips were compared by price lists from different sources: name one chip to avoid that");
        }
        return warnings;
    }

    private String advice() {
        return rule.limit() <= 0
                ? "no number of samples can show that nothing is lost"
                : "about %d are needed, and as many again to solve on and to hold out"
                        .formatted(Drop.samplesFor(rule.limit()));
    }

    private static String measure(Quality quality) {
        return quality.measure().equals(Quality.RELATIVE_ERROR) ? "agreement of values" : quality.measure();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

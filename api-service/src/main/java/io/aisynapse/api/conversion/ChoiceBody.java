package io.aisynapse.api.conversion;

import io.aisynapse.api.web.JsonFields;
import io.aisynapse.protocol.work.WorkOrder.ChoiceSettings;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What scheme {@code auto} adds to a request: an objective, a limit, and lists of candidates. A chip or a number of
 * time steps that the request names by itself is the only candidate of its kind.
 */
final class ChoiceBody {
    private static final Pattern OBJECTIVE = Pattern.compile("energy|latency|cores");
    private static final Pattern SCHEME = Pattern.compile("rate|rate-signed|serial|graded|differential");
    private static final int MOST_SCHEMES = 5;
    private static final int MOST_STEP_COUNTS = 16;
    private static final int MOST_CHIPS = 8;
    private static final double LARGEST_DROP = 100;

    private ChoiceBody() {}

    /** Null, and a finding for each member that has no meaning then, when the scheme is not {@code auto}. */
    static @Nullable ChoiceSettings read(JsonFields fields, boolean automatic) {
        if (automatic) {
            return read(fields);
        }
        for (String member : List.of("objective", "max_accuracy_drop", "candidates")) {
            if (fields.has(member)) {
                fields.ignore(member);
                fields.findings().badValue("/" + member, member + " with another scheme", "it with scheme auto alone");
            }
        }
        return null;
    }

    private static ChoiceSettings read(JsonFields fields) {
        String objective = fields.textOr("objective", "energy", OBJECTIVE, "energy, latency or cores");
        double drop = fields.numberOr("max_accuracy_drop", ChoiceSettings.USUAL_DROP, 0, LARGEST_DROP);
        JsonFields candidates = fields.object("candidates");
        List<String> schemes = List.of();
        List<Integer> steps = List.of();
        List<String> chips = List.of();
        if (candidates != null) {
            schemes = candidates.texts("schemes", SCHEME, MOST_SCHEMES, "of " + ConversionBody.SCHEMES);
            steps = candidates.integers("time_steps", 1, ConversionBody.MOST_TIME_STEPS, MOST_STEP_COUNTS);
            chips = candidates.texts("chips", ConversionBody.CHIP, MOST_CHIPS, "names of chips, see /v1/chips");
            candidates.close();
        }
        if (fields.has("time_steps")) {
            requireOne(fields, "time_steps", steps);
            steps = List.of((int) fields.integerOr("time_steps", 1, 1, ConversionBody.MOST_TIME_STEPS));
        }
        if (fields.has("chip")) {
            requireOne(fields, "chip", chips);
            chips = List.of(fields.textOr("chip", "loihi-1", ConversionBody.CHIP, ConversionBody.CHIP_WANTED));
        }
        return new ChoiceSettings(
                objective, drop, schemes, steps.isEmpty() ? ChoiceSettings.USUAL_TIME_STEPS : steps, chips);
    }

    private static void requireOne(JsonFields fields, String member, List<?> candidates) {
        if (!candidates.isEmpty()) {
            fields.findings()
                    .badValue("/" + member, "both " + member + " and candidates of it", "one of the two, or none");
        }
    }

    /** The largest candidate. */
    static int mostTimeSteps(ChoiceSettings choice) {
        return Collections.max(choice.timeSteps());
    }

    /** The only candidate's name, or {@code any}. */
    static String chip(ChoiceSettings choice) {
        return choice.chips().size() == 1 ? choice.chips().getFirst() : ConversionSettings.ANY_CHIP;
    }
}

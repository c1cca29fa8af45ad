package io.aisynapse.converter.choice;

import io.aisynapse.converter.ConversionTarget;
import io.aisynapse.core.chip.ChipCatalogue;
import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.protocol.work.WorkOrder.ChoiceSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is tried: each scheme for each chip, with each number of time steps.
 *
 * @param timeSteps in rising order
 */
public record Candidates(List<Scheme> schemes, List<Integer> timeSteps, List<ChipSpec> chips) {
    public Candidates {
        schemes = List.copyOf(schemes);
        timeSteps = timeSteps.stream().sorted().distinct().toList();
        chips = List.copyOf(chips);
    }

    /** @throws RejectedModelException with a finding for each name that is unknown */
    public static Candidates of(ChoiceSettings settings) {
        return of(settings, ChipCatalogue.BUILT_IN);
    }

    /** As {@link #of(ChoiceSettings)}, among other chips. */
    public static Candidates of(ChoiceSettings settings, ChipCatalogue catalogue) {
        List<String> schemes = settings.schemes().isEmpty()
                ? Arrays.stream(Scheme.values()).map(Scheme::text).toList()
                : settings.schemes();
        List<String> chips = settings.chips().isEmpty()
                ? ChipProfiles.usual().stream().map(ChipSpec::name).toList()
                : settings.chips();
        List<Finding> findings = new ArrayList<>();
        List<Scheme> knownSchemes = new ArrayList<>();
        List<ChipSpec> knownChips = new ArrayList<>();
        for (String name : schemes) {
            Scheme.named(name)
                    .ifPresentOrElse(knownSchemes::add, () -> findings.add(unknown("/candidates/schemes", name)));
        }
        for (String name : chips) {
            catalogue
                    .named(name)
                    .ifPresentOrElse(knownChips::add, () -> findings.add(unknown("/candidates/chips", name)));
        }
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
        List<Integer> steps = settings.timeSteps().isEmpty() ? ChoiceSettings.USUAL_TIME_STEPS : settings.timeSteps();
        return new Candidates(knownSchemes, steps, knownChips);
    }

    private static Finding unknown(String place, String name) {
        return new Finding("bad-value", place, name, "a name that is known", "check its spelling");
    }

    int count() {
        return schemes.size() * timeSteps.size() * chips.size();
    }

    /** One scheme on one chip, over all numbers of time steps. */
    List<Series> series() {
        List<Series> series = new ArrayList<>();
        for (ChipSpec chip : chips) {
            for (Scheme scheme : schemes) {
                series.add(new Series(timeSteps.stream()
                        .map(steps -> new ConversionTarget(scheme, steps, chip))
                        .toList()));
            }
        }
        return series;
    }
}

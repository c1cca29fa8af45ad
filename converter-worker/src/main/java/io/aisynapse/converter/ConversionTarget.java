package io.aisynapse.converter;

import io.aisynapse.core.chip.ChipCatalogue;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a network is converted for.
 *
 * @param timeSteps T
 */
public record ConversionTarget(Scheme scheme, int timeSteps, ChipSpec chip) {
    /** @throws RejectedModelException with a finding for each name that is unknown */
    public static ConversionTarget named(String scheme, int timeSteps, String chip) {
        return named(scheme, timeSteps, chip, ChipCatalogue.BUILT_IN);
    }

    /** As {@link #named(String, int, String)}, among other chips. */
    public static ConversionTarget named(String scheme, int timeSteps, String chip, ChipCatalogue chips) {
        Optional<Scheme> knownScheme = Scheme.named(scheme);
        Optional<ChipSpec> knownChip = chips.named(chip);
        List<Finding> findings = new ArrayList<>();
        if (knownScheme.isEmpty()) {
            findings.add(unknown(
                    "/scheme",
                    scheme,
                    Arrays.stream(Scheme.values()).map(Scheme::text).collect(Collectors.joining(", "))));
        }
        if (knownChip.isEmpty()) {
            findings.add(unknown("/chip", chip, String.join(", ", chips.names())));
        }
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
        return new ConversionTarget(knownScheme.orElseThrow(), timeSteps, knownChip.orElseThrow());
    }

    private static Finding unknown(String pointer, String seen, String known) {
        return new Finding("bad-value", pointer, seen, known, "choose one of the values that are wanted");
    }
}

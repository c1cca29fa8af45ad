package io.aisynapse.api.conversion;

import io.aisynapse.api.chip.Chips;
import io.aisynapse.api.dataset.Datasets;
import io.aisynapse.api.dataset.StoredDataset;
import io.aisynapse.api.model.CheckedModel;
import io.aisynapse.api.web.Findings;
import io.aisynapse.api.web.JsonFields;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.work.WorkOrder.ChoiceSettings;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import io.aisynapse.protocol.work.WorkOrder.ImportSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The members that requests for conversions and for jobs have in common, and what they must agree with. */
@Component
public class ConversionBody {
    static final int MOST_TIME_STEPS = 4096;
    static final String SCHEMES = "rate, rate-signed, serial, graded, differential";
    static final String CHIP_WANTED = "the name of a chip, see /v1/chips";
    static final Pattern CHIP = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");
    private static final int STANDARD_TIME_STEPS = 32;
    private static final int STANDARD_CALIBRATION_SAMPLES = 256;

    /** Scheme auto solves on some and chooses by others. */
    private static final int CHOICE_CALIBRATION_SAMPLES = 1024;

    private static final long LARGEST_SEED = (1L << 53) - 1;
    private static final int MOST_CALIBRATION_SAMPLES = 4096;
    private static final Pattern SCHEME = Pattern.compile("rate|rate-signed|serial|graded|differential|auto");
    private static final Pattern HYBRID = Pattern.compile("auto|never");

    private final Datasets datasets;
    private final Chips chips;

    ConversionBody(Datasets datasets, Chips chips) {
        this.datasets = datasets;
        this.chips = chips;
    }

    /** Asks for scheme, time steps, chip, seed, hybrid or not, the input's range, what auto chooses by. */
    public static ConversionSettings settings(JsonFields fields) {
        String scheme = fields.textOr("scheme", "rate", SCHEME, SCHEMES + " or auto");
        ChoiceSettings choice = ChoiceBody.read(fields, scheme.equals(ConversionSettings.AUTO));
        long steps = fields.integerOr("time_steps", STANDARD_TIME_STEPS, 1, MOST_TIME_STEPS);
        String chip = fields.textOr("chip", "loihi-1", CHIP, CHIP_WANTED);
        long seed = fields.integerOr("seed", 0, 0, LARGEST_SEED);
        String hybrid = fields.textOr("hybrid", ConversionSettings.AUTO, HYBRID, "auto or never");
        ImportSettings nir = ImportBody.read(fields);
        List<Double> range = fields.rangeOrNull("input_range");
        ConversionSettings settings = choice == null
                ? new ConversionSettings(scheme, (int) steps, chip, STANDARD_CALIBRATION_SAMPLES, seed, hybrid)
                : new ConversionSettings(
                        scheme,
                        ChoiceBody.mostTimeSteps(choice),
                        ChoiceBody.chip(choice),
                        CHOICE_CALIBRATION_SAMPLES,
                        seed,
                        hybrid,
                        choice);
        return settings.withNir(nir).withInputRange(range);
    }

    /** As {@link #settings}, and asks for the number of calibration samples. */
    static ConversionSettings settingsWithSamples(JsonFields fields) {
        ConversionSettings standard = settings(fields);
        long samples =
                fields.integerOr("calibration_samples", standard.calibrationSamples(), 1, MOST_CALIBRATION_SAMPLES);
        return new ConversionSettings(
                standard.scheme(),
                standard.timeSteps(),
                standard.chip(),
                (int) samples,
                standard.seed(),
                standard.hybrid(),
                standard.choice(),
                standard.inputRange(),
                standard.nir());
    }

    public @Nullable StoredDataset dataset(UUID tenantId, @Nullable UUID id) {
        return id == null ? null : datasets.stored(tenantId, id);
    }

    /** What does not fit the model: its input's size against the samples', by number of values. */
    public static void checkShape(
            CheckedModel model, ConversionSettings settings, StoredDataset dataset, String pointer, Findings findings) {
        long wanted = model.sampleElements() * ImportBody.valuesEach(settings);
        if (wanted != dataset.sampleElements()) {
            findings.add(new Problem(
                    "shape-mismatch",
                    pointer,
                    "The dataset's samples do not fit the model's input '%s'."
                            .formatted(model.summary().inputName()),
                    "samples of %s, which is %d values".formatted(dataset.sampleDimensions(), dataset.sampleElements()),
                    "samples of %s, which is %d values"
                            .formatted(model.summary().inputDimensions(), wanted),
                    "reshape the samples, or choose the model that they belong to"));
        }
    }

    /** The profiles that the tenant has sent among the chips that are named; a name that nobody knows is a finding. */
    public List<ChipSpec> ownChips(UUID tenantId, ConversionSettings settings, Findings findings) {
        ChoiceSettings choice = settings.choice();
        List<String> named = choice == null ? List.of(settings.chip()) : choice.chips();
        List<ChipSpec> own = new ArrayList<>();
        for (String chip : named) {
            chips.own(tenantId, chip).ifPresentOrElse(own::add, () -> checkKnown(tenantId, chip, findings));
        }
        return own;
    }

    private void checkKnown(UUID tenantId, String chip, Findings findings) {
        List<String> known = chips.names(tenantId);
        if (!known.contains(chip)) {
            findings.add(new Problem(
                    "unknown-chip", "/chip", "There is no such chip.", chip, "one of " + known, "see /v1/chips"));
        }
    }
}

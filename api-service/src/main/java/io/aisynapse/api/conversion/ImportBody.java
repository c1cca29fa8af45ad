package io.aisynapse.api.conversion;

import io.aisynapse.api.dataset.StoredDataset;
import io.aisynapse.api.model.CheckedModel;
import io.aisynapse.api.web.Findings;
import io.aisynapse.api.web.JsonFields;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import io.aisynapse.protocol.work.WorkOrder.ImportSettings;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The member {@code nir} of a request: what a NIR file leaves open. */
public final class ImportBody {
    private static final double LEAST = 1e-12;
    private static final double MOST = 1e12;
    private static final Pattern RESET = Pattern.compile("as-defined|subtract");
    private static final Pattern READOUT = Pattern.compile("mean|last|maximum");
    private static final Pattern INPUT = Pattern.compile("auto|held|per-tick");
    private static final String AUTO = "auto";

    private ImportBody() {}

    /** Null when it is left out. */
    static @Nullable ImportSettings read(JsonFields fields) {
        JsonFields nir = fields.object("nir");
        if (nir == null) {
            return null;
        }
        double dt = nir.numberOr("dt", Double.NaN, LEAST, MOST);
        double largest = nir.numberOr("largest_input", Double.NaN, LEAST, MOST);
        ImportSettings settings = new ImportSettings(
                Double.isNaN(dt) ? null : dt,
                nir.textOr("reset", "as-defined", RESET, "as-defined or subtract"),
                nir.textOr("readout", "mean", READOUT, "mean, last or maximum"),
                nir.textOr("input", AUTO, INPUT, "auto, held or per-tick"),
                Double.isNaN(largest) ? null : largest);
        nir.close();
        return settings;
    }

    /**
     * The settings for a model, with what was left to us decided: samples with T values of each input are one value a
     * tick.
     *
     * @param samples that tell it; null when none are given
     */
    public static ConversionSettings resolved(
            ConversionSettings settings, CheckedModel model, @Nullable StoredDataset samples, Findings findings) {
        ImportSettings given = settings.nir();
        if (!model.summary().isNir()) {
            if (given != null) {
                findings.badValue("/nir", "settings for a NIR file", "them with a model that is one");
            }
            return settings;
        }
        if (!settings.scheme().equals("rate")) {
            findings.badValue("/scheme", settings.scheme(), "rate: a NIR file says itself how its neurons spike");
        }
        ImportSettings nir = given == null ? new ImportSettings(null, "as-defined", "mean", AUTO, null) : given;
        if (nir.input().equals(AUTO)) {
            boolean perTick = samples != null
                    && settings.timeSteps() > 1
                    && samples.sampleElements() == model.sampleElements() * settings.timeSteps();
            String input = perTick ? ImportSettings.PER_TICK : ImportSettings.HELD;
            nir = new ImportSettings(nir.dt(), nir.reset(), nir.readout(), input, nir.largestInput());
        }
        return settings.withNir(nir);
    }

    /** How many values of the model's input a sample holds. */
    static long valuesEach(ConversionSettings settings) {
        ImportSettings nir = settings.nir();
        return nir != null && nir.isPerTick() ? settings.timeSteps() : 1;
    }
}

package io.aisynapse.standalone.bench;

import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model made ready for each scheme. Schemes that express the same layers share a trial, since the same part of the
 * model becomes spikes.
 */
final class SchemeTrials {
    private final BenchModel model;
    private final BenchSettings settings;
    private final Map<Boolean, ModelTrial> trials = new HashMap<>();
    private final Map<Boolean, BenchLine> refusals = new HashMap<>();

    SchemeTrials(BenchModel model, BenchSettings settings, List<String> schemes) {
        this.model = model;
        this.settings = settings;
        schemes.forEach(this::prepare);
    }

    /** Null when the model is refused. */
    @Nullable
    ModelTrial of(String scheme) {
        return trials.get(kindOf(scheme));
    }

    /** The line that says why the model is refused for a scheme, if it is. */
    Stream<BenchLine> refusal(String scheme) {
        BenchLine line = refusals.get(kindOf(scheme));
        return line == null
                ? Stream.empty()
                : Stream.of(BenchLine.without(model.name(), scheme, line.verdict(), String.valueOf(line.reason())));
    }

    /** Any trial, for what they have in common; null when there is none. */
    @Nullable
    ModelTrial any() {
        List<ModelTrial> all = new ArrayList<>(trials.values());
        return all.isEmpty() ? null : all.getFirst();
    }

    private void prepare(String scheme) {
        boolean kind = kindOf(scheme);
        if (trials.containsKey(kind) || refusals.containsKey(kind)) {
            return;
        }
        try {
            trials.put(kind, ModelTrial.prepare(model, settings, schemeNamed(scheme)));
        } catch (RejectedModelException e) {
            refusals.put(kind, BenchLine.without(model.name(), null, "refused", reasonOf(e)));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            refusals.put(kind, BenchLine.without(model.name(), null, "failed", String.valueOf(e)));
        }
    }

    private static boolean kindOf(String scheme) {
        return schemeNamed(scheme).hasFunctionUnits();
    }

    private static Scheme schemeNamed(String scheme) {
        return Scheme.named(scheme).orElseThrow(() -> new IllegalArgumentException("there is no scheme " + scheme));
    }

    /** All findings in one line. */
    static String reasonOf(RejectedModelException refusal) {
        return refusal.findings().stream().map(Finding::toText).distinct().collect(Collectors.joining("; "));
    }
}

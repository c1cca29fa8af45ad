package io.aisynapse.api.job;

import io.aisynapse.api.web.JsonFields;
import io.aisynapse.protocol.work.WorkOrder.MembraneTraces;
import io.aisynapse.protocol.work.WorkOrder.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The member {@code record} of a job's body. */
final class RecordingBody {
    private static final Pattern POPULATION = Pattern.compile("(?s).{1,200}");
    private static final String POPULATION_WANTED = "names of populations, as in the conversion's report";
    private static final int MOST_POPULATIONS = 256;
    private static final int MOST_NEURONS = 1024;
    private static final int LARGEST_NEURON = (1 << 30) - 1;
    private static final int STANDARD_SAMPLES = 16;
    private static final int MOST_SAMPLES = 4096;
    private static final long STANDARD_BYTES = 64L << 20;
    private static final long MOST_BYTES = 256L << 20;

    private RecordingBody() {}

    /** Null when nothing is to be recorded. */
    static @Nullable Recording read(JsonFields job) {
        JsonFields fields = job.object("record");
        if (fields == null) {
            return null;
        }
        boolean spikes = fields.flagOr("spikes", true);
        List<String> populations = fields.texts("populations", POPULATION, MOST_POPULATIONS, POPULATION_WANTED);
        if (!spikes && !populations.isEmpty()) {
            fields.findings().badValue("/record/populations", "populations without spikes", "spikes: true");
        }
        List<MembraneTraces> membranes = new ArrayList<>();
        for (JsonFields each : fields.objects("membranes", MOST_POPULATIONS)) {
            String population = each.textOr("population", "", POPULATION, "the name of a population");
            List<Integer> neurons = each.integers("neurons", 0, LARGEST_NEURON, MOST_NEURONS);
            if (!each.has("population") || !each.has("neurons")) {
                fields.findings().badValue("/record/membranes", "one without population or neurons", "both, in each");
            }
            membranes.add(new MembraneTraces(population, neurons));
            each.close();
        }
        boolean activity = fields.flagOr("core_activity", false);
        if (!spikes && membranes.isEmpty() && !activity) {
            fields.findings().badValue("/record", "nothing to record", "spikes, membranes or core_activity");
        }
        int samples = (int) fields.integerOr("samples", STANDARD_SAMPLES, 1, MOST_SAMPLES);
        long bytes = fields.integerOr("max_bytes", STANDARD_BYTES, 1, MOST_BYTES);
        fields.close();
        return new Recording(spikes, populations, membranes, activity, samples, bytes);
    }
}

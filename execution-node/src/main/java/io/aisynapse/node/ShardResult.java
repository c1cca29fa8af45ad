package io.aisynapse.node;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The result blob of a shard. Its bytes depend on the program and the samples alone: no times, no ids, members in one
 * order, numbers as Java prints them.
 *
 * @param first index of the first sample in the dataset
 * @param outputs one row a sample
 * @param classes of the spiking network, one a sample; null when the answer is no class
 * @param originalClasses of the original; null likewise
 * @param spikes one number a sample
 * @param synapticOperations one number a sample
 * @param exitTicks tick at which each sample's answer was taken; null when the run was not to end early
 */
record ShardResult(
        int first,
        double[][] outputs,
        long @Nullable [] classes,
        long @Nullable [] originalClasses,
        long[] spikes,
        long[] synapticOperations,
        long @Nullable [] exitTicks) {
    byte[] toJson() {
        StringBuilder json = new StringBuilder(64 + outputs.length * 256);
        json.append("{\"first\":").append(first).append(",\"count\":").append(outputs.length);
        json.append(",\"outputs\":[");
        for (int i = 0; i < outputs.length; i++) {
            json.append(i == 0 ? "" : ",");
            append(json, outputs[i]);
        }
        json.append("],\"classes\":");
        append(json, classes);
        json.append(",\"original_classes\":");
        append(json, originalClasses);
        json.append(",\"spikes\":");
        append(json, spikes);
        json.append(",\"synaptic_operations\":");
        append(json, synapticOperations);
        json.append(",\"exit_ticks\":");
        append(json, exitTicks);
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder json, double[] values) {
        json.append('[');
        for (int i = 0; i < values.length; i++) {
            json.append(i == 0 ? "" : ",").append(Double.toString(values[i]));
        }
        json.append(']');
    }

    private static void append(StringBuilder json, long @Nullable [] values) {
        if (values == null) {
            json.append("null");
            return;
        }
        json.append('[');
        for (int i = 0; i < values.length; i++) {
            json.append(i == 0 ? "" : ",").append(values[i]);
        }
        json.append(']');
    }
}

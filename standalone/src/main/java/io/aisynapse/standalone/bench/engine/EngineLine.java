package io.aisynapse.standalone.bench.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one contestant came to.
 *
 * @param samplesPerSecond of processor time
 * @param timesOriginal as a multiple of ONNX Runtime with batch 1
 * @param agreement with the original, 0 to 1
 * @param spikes mean a sample
 * @param synapticOperations mean a sample
 */
record EngineLine(
        String network,
        String contestant,
        double samplesPerSecond,
        double timesOriginal,
        double agreement,
        double spikes,
        double synapticOperations) {
    Map<String, Object> members() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("network", network);
        line.put("contestant", contestant);
        line.put("samples_per_second", samplesPerSecond);
        line.put("times_original", timesOriginal);
        line.put("agreement", agreement);
        line.put("spikes", spikes);
        line.put("synaptic_operations", synapticOperations);
        return line;
    }
}

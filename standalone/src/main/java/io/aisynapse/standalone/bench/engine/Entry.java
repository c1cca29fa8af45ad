package io.aisynapse.standalone.bench.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who answers, and how.
 *
 * @param steps ticks of a sample; 1 for the original
 * @param batch samples at a time
 */
record Entry(String tool, String scheme, int steps, int batch, int threads) {
    static final String OURS = "AI-Synapse";
    static final String ORIGINAL = "ONNX Runtime";

    boolean isOurs() {
        return tool.equals(OURS);
    }

    /** One of the libraries that somebody would take instead. */
    boolean isLibrary() {
        return tool.equals("sinabs") || tool.equals("spikingjelly");
    }

    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("tool", tool);
        members.put("scheme", scheme);
        members.put("steps", steps);
        members.put("batch", batch);
        members.put("threads", threads);
        return members;
    }
}

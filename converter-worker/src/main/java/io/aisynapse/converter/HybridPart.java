package io.aisynapse.converter;

import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.ann.Operations;
import io.aisynapse.protocol.work.WorkResult.HybridSummary;
import io.aisynapse.reference.RemainderOperations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a hybrid leaves to ONNX Runtime, and how much that is.
 *
 * @param spikingOperations multiply-accumulates of one sample that became synapses
 * @param operations those that did not, by node
 */
record HybridPart(Remainder remainder, long spikingOperations, Map<String, Long> operations) {
    /** Null for a model that spikes as a whole. */
    static @Nullable HybridPart of(CheckedModel checked) {
        Remainder remainder = checked.remainder();
        return remainder == null
                ? null
                : new HybridPart(remainder, Operations.of(checked.graph()), RemainderOperations.count(remainder));
    }

    long remainderOperations() {
        return operations.values().stream().mapToLong(Long::longValue).sum();
    }

    double share() {
        return spikingOperations / (double) Math.max(1, spikingOperations + remainderOperations());
    }

    HybridSummary summary(String remainderDigest) {
        return new HybridSummary(remainderDigest, remainder.nodes().size(), share());
    }

    Map<String, Object> report() {
        Map<String, Object> report = new LinkedHashMap<>();
        List<String> reasons =
                remainder.reasons().stream().map(reason -> reason.toText()).toList();
        report.put("reasons", reasons);
        report.put("nodes", remainder.nodes().size());
        report.put("values_decoded", remainder.readoutSize());
        report.put("spiking_operations", spikingOperations);
        report.put("remainder_operations", remainderOperations());
        report.put("spiking_share", share());
        return report;
    }
}

package io.aisynapse.converter;

import io.aisynapse.core.ann.Operations;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.onnx.hybrid.Preamble;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.work.WorkResult.HybridSummary;
import io.aisynapse.reference.OutsideOperations;
import java.io.IOException;
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
record HybridPart(CheckedModel checked, long spikingOperations, Map<String, Long> operations) {
    /** Null for a model that spikes as a whole. */
    static @Nullable HybridPart of(CheckedModel checked) {
        return checked.isHybrid()
                ? new HybridPart(checked, Operations.of(checked.graph()), OutsideOperations.count(checked))
                : null;
    }

    long outsideOperations() {
        return operations.values().stream().mapToLong(Long::longValue).sum();
    }

    double share() {
        return spikingOperations / (double) Math.max(1, spikingOperations + outsideOperations());
    }

    /** Stores both parts. */
    HybridSummary summary(WorkBlobs blobs) throws IOException {
        Preamble preamble = checked.preamble();
        Remainder remainder = checked.remainder();
        return new HybridSummary(
                remainder == null ? null : blobs.put(remainder.model()),
                nodesBefore() + nodesBehind(),
                share(),
                preamble == null ? null : blobs.put(preamble.model()));
    }

    private int nodesBefore() {
        Preamble preamble = checked.preamble();
        return preamble == null ? 0 : preamble.nodes().size();
    }

    private int nodesBehind() {
        Remainder remainder = checked.remainder();
        return remainder == null ? 0 : remainder.nodes().size();
    }

    Map<String, Object> report() {
        Preamble preamble = checked.preamble();
        Remainder remainder = checked.remainder();
        Map<String, Object> report = new LinkedHashMap<>();
        List<String> reasons =
                checked.reasons().stream().map(reason -> reason.toText()).toList();
        report.put("reasons", reasons);
        report.put("nodes", nodesBefore() + nodesBehind());
        report.put("nodes_before", nodesBefore());
        report.put("values_fed", preamble == null ? null : preamble.size());
        report.put("values_decoded", remainder == null ? null : remainder.readoutSize());
        report.put("spiking_operations", spikingOperations);
        report.put("remainder_operations", outsideOperations());
        report.put("spiking_share", share());
        return report;
    }
}

package io.aisynapse.converter;

import io.aisynapse.converter.nir.NirModel;
import io.aisynapse.core.ann.Operations;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import io.aisynapse.core.verdict.LayerRules;
import io.aisynapse.core.verdict.Verdict;
import io.aisynapse.core.verdict.Verdict.Outcome;
import io.aisynapse.core.verdict.Verdicts;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.work.WorkOrder.PreflightModel;
import io.aisynapse.protocol.work.WorkResult.ModelPreflighted;
import io.aisynapse.protocol.work.WorkResult.NodeVerdict;
import io.aisynapse.protocol.work.WorkResult.PreflightReport;
import io.aisynapse.protocol.work.WorkResult.PreflightTotals;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what would become of a model, node by node, without calibrating or converting it. */
final class Preflight {
    private static final int STAGES = 2;
    /** What a layer becomes does not depend on the chip. */
    private static final String ANY_CHIP = "generic";

    private static final int MOST_NODES = 2_000;

    /** A model that is refused for nothing but these is whole, and its verdict tells what to change. */
    private static final Set<String> OPERATORS = Set.of("unsupported-op", "custom-op-refused", "nothing-spikes");

    private final WorkBlobs blobs;

    Preflight(WorkBlobs blobs) {
        this.blobs = blobs;
    }

    ModelPreflighted run(PreflightModel order, WorkContext context) throws IOException {
        Stages stages = new Stages(context, STAGES);
        Scheme scheme = ConversionTarget.named(order.scheme(), 1, ANY_CHIP).scheme();
        stages.begin("gate");
        byte[] model = blobs.read(order.modelDigest());
        if (NirModel.isNir(model)) {
            return new ModelPreflighted(NirModel.read(model).preflight(order.scheme()));
        }
        try {
            CheckedModel checked =
                    OnnxGate.check(model, GateLimits.defaults(), layer -> LayerRules.spikes(scheme, layer));
            stages.begin("verdicts");
            return new ModelPreflighted(reportOf(scheme, checked, HybridPart.of(checked)));
        } catch (RejectedModelException rejection) {
            List<Finding> findings = rejection.findings();
            if (!findings.stream().allMatch(finding -> OPERATORS.contains(finding.code()))) {
                throw rejection;
            }
            return new ModelPreflighted(report(scheme, Verdicts.refused(findings), 0, 0));
        }
    }

    private static PreflightReport reportOf(Scheme scheme, CheckedModel checked, @Nullable HybridPart hybrid) {
        Map<String, Long> operations = hybrid == null ? Map.of() : hybrid.operations();
        List<Verdict> verdicts = Verdicts.of(scheme, checked.graph(), checked, operations);
        return report(
                scheme, verdicts, Operations.of(checked.graph()), hybrid == null ? 0 : hybrid.outsideOperations());
    }

    private static PreflightReport report(Scheme scheme, List<Verdict> verdicts, long spiking, long remainder) {
        Outcome worst = verdicts.stream()
                .map(Verdict::outcome)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        List<NodeVerdict> nodes = verdicts.stream()
                .limit(MOST_NODES)
                .map(verdict -> new NodeVerdict(
                        verdict.node(),
                        verdict.operator(),
                        verdict.outcome().text(),
                        verdict.why(),
                        verdict.operations()))
                .toList();
        PreflightTotals totals = new PreflightTotals(
                count(verdicts, Outcome.EXACT),
                count(verdicts, Outcome.APPROXIMATED),
                count(verdicts, Outcome.HYBRID),
                count(verdicts, Outcome.REFUSED),
                spiking,
                remainder,
                spiking / (double) Math.max(1, spiking + remainder));
        return new PreflightReport(scheme.text(), worst.text(), nodes, totals);
    }

    private static int count(List<Verdict> verdicts, Outcome outcome) {
        return (int) verdicts.stream()
                .filter(verdict -> verdict.outcome() == outcome)
                .count();
    }
}

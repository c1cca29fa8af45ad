package io.aisynapse.converter;

import io.aisynapse.converter.report.ErrorBudget;
import io.aisynapse.core.ann.pass.BinaryForm;
import io.aisynapse.core.convert.LayerStatistics;
import io.aisynapse.core.convert.SpikingConverted;
import io.aisynapse.core.engine.record.RecordPlan;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.verdict.Verdict;
import io.aisynapse.core.verdict.Verdicts;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.ConvertModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a model, as JSON: digests of all that went in, a verdict for each node, thresholds, cores and the
 * error budget. No times and no ids, so that equal conversions have equal reports.
 */
final class ConversionReport {
    private final ConvertModel order;
    private final CalibrationSet calibration;

    ConversionReport(ConvertModel order, CalibrationSet calibration) {
        this.order = order;
        this.calibration = calibration;
    }

    /** @param measured further sections by name */
    byte[] write(PreparedModel prepared, ConvertedModel converted, ErrorBudget budget, Map<String, Object> measured) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("format", "ai-synapse conversion report 1");
        report.put("confidence", calibration.confidence());
        report.put("warnings", calibration.warnings());
        report.put("inputs", inputs());
        HybridPart hybrid = HybridPart.of(prepared.checked());
        report.put("import", prepared.verified());
        report.put("nodes", verdicts(prepared, converted, hybrid));
        report.put(
                "functions_as_ramps",
                prepared.replaced().stream().map(ConversionReport::ramps).toList());
        report.put("hybrid", hybrid == null ? null : hybrid.report());
        report.put("layers", layers(converted.converted()));
        report.put("chip", chip(converted.program()));
        report.put("cores", cores(converted.program()));
        report.put("populations", RecordPlan.populationSizes(converted.program()));
        report.put("error_budget", budget(budget));
        report.putAll(measured);
        return ProtocolJson.mapper().writeValueAsBytes(report);
    }

    private Map<String, Object> inputs() {
        Map<String, Object> inputs = new LinkedHashMap<>();
        inputs.put("model_digest", order.modelDigest());
        inputs.put("calibration", calibration.source());
        inputs.put("calibration_samples", calibration.samples().length);
        inputs.put("settings", order.settings());
        inputs.put("settings_digest", Digests.of(ProtocolJson.mapper().writeValueAsBytes(order.settings())));
        return inputs;
    }

    private static List<Map<String, Object>> verdicts(
            PreparedModel prepared, ConvertedModel converted, @Nullable HybridPart hybrid) {
        List<Verdict> verdicts = Verdicts.of(
                converted.target().scheme(),
                prepared.folded(),
                prepared.checked(),
                hybrid == null ? Map.of() : hybrid.operations());
        return verdicts.stream().map(ConversionReport::verdict).toList();
    }

    private static Map<String, Object> ramps(BinaryForm.Replaced replaced) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("node", replaced.node());
        result.put("function", replaced.function().toText());
        result.put("least_argument", replaced.least());
        result.put("most_argument", replaced.most());
        result.put("ramps", replaced.ramps());
        result.put("largest_error", replaced.largestError());
        return result;
    }

    private static Map<String, Object> verdict(Verdict verdict) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("node", verdict.node());
        result.put("operator", verdict.operator());
        result.put("verdict", verdict.outcome().text());
        result.put("why", verdict.why());
        result.put("operations", verdict.operations());
        return result;
    }

    private static String partOf(LayerStatistics.Part part) {
        return switch (part) {
            case POSITIVE -> "relu of the values";
            case NEGATIVE -> "relu of the negated values";
            case WHOLE -> "the values";
        };
    }

    private static String sourceOf(LayerStatistics statistics) {
        return statistics.capped()
                ? "the layer's own cap"
                : switch (statistics.source()) {
                    case SAMPLES -> "calibration samples";
                    case BATCH_NORM -> "batch norm statistics";
                    case BEHIND_BATCH_NORM -> "batch norm statistics of layers before it";
                    case INPUT_RANGE -> "the input's range";
                };
    }

    private static List<Map<String, Object>> layers(SpikingConverted converted) {
        List<Map<String, Object>> layers = new ArrayList<>();
        for (LayerStatistics statistics : converted.layers()) {
            Map<String, Object> layer = new LinkedHashMap<>();
            layer.put("name", statistics.name());
            layer.put("stands_for", partOf(statistics.part()));
            layer.put("relative_error", statistics.relativeError());
            layer.put("clipped_share", statistics.clippedShare());
            layer.put("silent_channels", statistics.silentChannels());
            layer.put("thresholds_from", sourceOf(statistics));
            layer.put("thresholds", statistics.thresholds());
            layers.add(layer);
        }
        return layers;
    }

    private static Map<String, Object> chip(CoreProgram program) {
        Map<String, Object> chip = new LinkedHashMap<>();
        chip.put("name", program.chip().name());
        chip.put("weight_bits", program.chip().precision().weightBits());
        chip.put("time_steps", program.timeSteps());
        chip.put("readout_start", program.readoutStart());
        chip.put("cores", program.placement().cores());
        chip.put("chips", program.placement().chips());
        chip.put("neurons", program.placement().neurons());
        chip.put("synapses", program.placement().synapses());
        return chip;
    }

    private static List<Map<String, Object>> cores(CoreProgram program) {
        List<Map<String, Object>> cores = new ArrayList<>();
        for (Piece piece : program.placement().pieces()) {
            Map<String, Object> core = new LinkedHashMap<>();
            core.put("core", piece.core());
            core.put("stage", program.stages().get(piece.stage()).name());
            core.put("neurons", piece.load().units());
            core.put("input_axons", piece.load().inputAxons());
            core.put("output_axons", piece.load().outputAxons());
            core.put("synapse_bytes", piece.load().synapseBytes());
            core.put("binding_limit", piece.load().binds());
            cores.add(core);
        }
        return cores;
    }

    private static Map<String, Object> budget(ErrorBudget budget) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("measured_on", "the calibration samples");
        result.put("samples", budget.samples());
        result.put("stages", budget.stages());
        return result;
    }
}

package io.aisynapse.converter;

import io.aisynapse.converter.nir.Exchange;
import io.aisynapse.converter.report.ErrorBudget;
import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import io.aisynapse.protocol.work.WorkOrder.ConvertModel;
import io.aisynapse.protocol.work.WorkResult.ConversionSummary;
import io.aisynapse.protocol.work.WorkResult.ModelConverted;
import io.aisynapse.protocol.work.WorkResult.NirFiles;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** From an order to a core program and its report, stage by stage. The same order yields the same bytes. */
final class Conversion {
    private static final int STAGES = PreparedModel.STAGES + 3;

    private final WorkBlobs blobs;
    private final int threads;

    Conversion(WorkBlobs blobs, int threads) {
        this.blobs = blobs;
        this.threads = threads;
    }

    ModelConverted convert(ConvertModel order, WorkContext context) throws IOException {
        ConversionSettings settings = order.settings();
        ConversionTarget target = ConversionTarget.named(settings.scheme(), settings.timeSteps(), settings.chip());
        Stages stages = new Stages(context, STAGES);
        byte[] model = blobs.read(order.modelDigest());
        boolean mayBeHybrid = !settings.hybrid().equals(ConversionSettings.NEVER);
        PreparedModel prepared = PreparedModel.prepare(
                model, new Partition(target.scheme(), mayBeHybrid), new OrderedCalibration(blobs, order), stages);
        ConvertedModel converted = prepared.convert(target, stages);
        stages.begin("measure");
        ErrorBudget budget = new Measurement(prepared).measure(converted, threads);
        Map<String, Object> measured = new MeasuredSections(prepared, converted, threads).measure();
        stages.begin("write for other tools");
        Exchange exchange = Exchange.of(prepared, converted, metadata(order), threads);
        measured.put("nir", exchange.report());
        stages.begin("report");
        HybridPart hybrid = HybridPart.of(prepared.checked());
        byte[] report =
                new ConversionReport(order, prepared.calibration()).write(prepared, converted, budget, measured);
        return new ModelConverted(
                blobs.put(CoreProgramFile.write(converted.program())),
                blobs.put(report),
                summaryOf(converted.program(), prepared.calibration(), hybrid),
                filesOf(exchange));
    }

    private static SequencedMap<String, String> metadata(ConvertModel order) {
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        metadata.put("model_digest", order.modelDigest());
        metadata.put("settings_digest", Digests.of(ProtocolJson.mapper().writeValueAsBytes(order.settings())));
        metadata.put("scheme", order.settings().scheme());
        return metadata;
    }

    private @Nullable NirFiles filesOf(Exchange exchange) throws IOException {
        byte[] network = exchange.network();
        byte[] expected = exchange.expected();
        return network == null || expected == null ? null : new NirFiles(blobs.put(network), blobs.put(expected));
    }

    private ConversionSummary summaryOf(CoreProgram program, CalibrationSet calibration, @Nullable HybridPart hybrid)
            throws IOException {
        return new ConversionSummary(
                program.timeSteps(),
                program.chip().name(),
                program.placement().cores(),
                program.placement().chips(),
                Math.toIntExact(program.placement().neurons()),
                program.placement().synapses(),
                calibration.warnings(),
                hybrid == null
                        ? null
                        : hybrid.summary(blobs.put(hybrid.remainder().model())));
    }
}

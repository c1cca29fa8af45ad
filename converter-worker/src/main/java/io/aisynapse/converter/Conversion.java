package io.aisynapse.converter;

import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import io.aisynapse.protocol.work.WorkOrder.ConvertModel;
import io.aisynapse.protocol.work.WorkResult.ConversionSummary;
import io.aisynapse.protocol.work.WorkResult.ModelConverted;
import java.io.IOException;

/** From an order to a core program and its report, stage by stage. The same order yields the same bytes. */
final class Conversion {
    private static final int STAGES = PreparedModel.STAGES + 2;

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
        PreparedModel prepared = PreparedModel.prepare(model, new OrderedCalibration(blobs, order), stages);
        ConvertedModel converted = prepared.convert(target, stages);
        stages.begin("measure");
        ErrorBudget budget = new Measurement(prepared).measure(converted.program(), threads);
        stages.begin("report");
        byte[] report = new ConversionReport(order, prepared.calibration()).write(prepared, converted, budget);
        return new ModelConverted(
                blobs.put(CoreProgramFile.write(converted.program())),
                blobs.put(report),
                summaryOf(converted.program(), prepared.calibration()));
    }

    private static ConversionSummary summaryOf(CoreProgram program, CalibrationSet calibration) {
        return new ConversionSummary(
                program.timeSteps(),
                program.chip().name(),
                program.placement().cores(),
                program.placement().chips(),
                Math.toIntExact(program.placement().neurons()),
                program.placement().synapses(),
                calibration.warnings());
    }
}

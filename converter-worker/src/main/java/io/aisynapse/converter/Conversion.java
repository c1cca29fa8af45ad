package io.aisynapse.converter;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.pass.AnnPasses;
import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.convert.SpikingConversion;
import io.aisynapse.core.convert.SpikingConverted;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import io.aisynapse.core.onnx.OnnxImporter;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.tune.BiasCorrection;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import io.aisynapse.protocol.work.WorkOrder.ConvertModel;
import io.aisynapse.protocol.work.WorkResult.ConversionSummary;
import io.aisynapse.protocol.work.WorkResult.ModelConverted;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** From ONNX bytes to a core program and its report, stage by stage. The same order yields the same bytes. */
final class Conversion {
    private static final int STAGES = 9;

    private final WorkBlobs blobs;
    private final int threads;

    Conversion(WorkBlobs blobs, int threads) {
        this.blobs = blobs;
        this.threads = threads;
    }

    ModelConverted convert(ConvertModel order, WorkContext context) throws IOException {
        Stages stages = new Stages(context, STAGES);
        ChipSpec chip = chipOf(order.settings());
        Scheme scheme = schemeOf(order.settings());
        int timeSteps = order.settings().timeSteps();

        stages.begin("gate");
        byte[] model = blobs.read(order.modelDigest());
        CheckedModel checked = OnnxGate.check(model, GateLimits.defaults());
        stages.begin("import");
        AnnGraph original = OnnxImporter.importModel(checked);
        Calibration calibration = Calibration.load(blobs, order, original);
        stages.begin("verify against ONNX Runtime");
        TensorCheck verified = TensorCheck.compare(model, checked, calibration.samples());
        stages.begin("simplify");
        AnnGraph simplified = AnnPasses.simplify(original);
        stages.begin("calibrate");
        SpikingConverted converted =
                SpikingConversion.calibrate(simplified, calibration.samples()).convert(scheme, timeSteps);
        stages.begin("place on cores");
        CoreProgram placed = Compiler.compile(converted.snn(), chip, timeSteps);
        stages.begin("tune");
        CoreProgram program = BiasCorrection.correct(placed, simplified, converted, calibration.samples());
        stages.begin("measure");
        ErrorBudget budget = new Measurement(model, original, calibration).measure(simplified, program, threads);
        stages.begin("report");
        byte[] report = new ConversionReport(order, calibration)
                .write(new ConversionReport.Outcome(verified, simplified, converted, program, budget));
        return store(program, report, summaryOf(program, calibration));
    }

    private static Scheme schemeOf(ConversionSettings settings) {
        String known = Arrays.stream(Scheme.values()).map(Scheme::text).collect(Collectors.joining(", "));
        return Scheme.named(settings.scheme())
                .orElseThrow(() -> Failures.badValue("/scheme", settings.scheme(), known));
    }

    private static ChipSpec chipOf(ConversionSettings settings) {
        String known = ChipProfiles.all().stream().map(ChipSpec::name).collect(Collectors.joining(", "));
        return ChipProfiles.named(settings.chip())
                .orElseThrow(() -> Failures.badValue("/chip", settings.chip(), known));
    }

    private ModelConverted store(CoreProgram program, byte[] report, ConversionSummary summary) throws IOException {
        return new ModelConverted(blobs.put(CoreProgramFile.write(program)), blobs.put(report), summary);
    }

    private static ConversionSummary summaryOf(CoreProgram program, Calibration calibration) {
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

package io.aisynapse.converter;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.pass.AnnPasses;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.convert.SpikingConversion;
import io.aisynapse.core.convert.SpikingConverted;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import io.aisynapse.core.onnx.OnnxImporter;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.tune.BiasCorrection;
import io.aisynapse.reference.ReferenceModel;
import java.io.IOException;

/**
 * A model that has been read, checked, simplified and calibrated: all of a conversion that depends on neither the
 * scheme nor the number of time steps, so that a sweep over both does it once.
 *
 * <pre>
 *   PreparedModel model = PreparedModel.prepare(bytes, source, listener);
 *   ConvertedModel converted = model.convert(ConversionTarget.named("rate", 32, "generic"), listener);
 * </pre>
 */
public final class PreparedModel {
    /** Stages that {@link #prepare} and {@link #convert} tell a listener of. */
    static final int STAGES = 7;

    private final byte[] model;
    private final AnnGraph original;
    private final AnnGraph simplified;
    private final CalibrationSet calibration;
    private final TensorCheck verified;
    private final SpikingConversion conversion;

    private PreparedModel(
            byte[] model, AnnGraph original, AnnGraph simplified, CalibrationSet calibration, TensorCheck verified) {
        this.model = model;
        this.original = original;
        this.simplified = simplified;
        this.calibration = calibration;
        this.verified = verified;
        this.conversion =
                SpikingConversion.calibrate(simplified, calibration.solving().samples());
    }

    /**
     * @param model ONNX bytes as they were uploaded
     * @throws io.aisynapse.core.finding.RejectedModelException with all findings, for a model that is not taken
     */
    public static PreparedModel prepare(byte[] model, CalibrationSource source, StageListener stages)
            throws IOException {
        stages.begin("gate");
        CheckedModel checked = OnnxGate.check(model, GateLimits.defaults());
        stages.begin("import");
        AnnGraph original = OnnxImporter.importModel(checked);
        CalibrationSet calibration = source.load(original);
        stages.begin("verify against ONNX Runtime");
        TensorCheck verified = TensorCheck.compare(model, original, calibration.samples());
        stages.begin("simplify");
        AnnGraph simplified = AnnPasses.simplify(original);
        stages.begin("calibrate");
        return new PreparedModel(model, original, simplified, calibration, verified);
    }

    /** @throws io.aisynapse.core.finding.RejectedModelException when the scheme or the chip cannot hold the network */
    public ConvertedModel convert(ConversionTarget target, StageListener stages) {
        stages.begin("place on cores");
        SpikingConverted converted = conversion.convert(target.scheme(), target.timeSteps());
        CoreProgram placed = Compiler.compile(converted.snn(), target.chip(), target.timeSteps());
        stages.begin("tune");
        CoreProgram program = BiasCorrection.correct(
                placed, simplified, converted, calibration.solving().samples());
        return new ConvertedModel(target, converted, placed, program);
    }

    /** The original in ONNX Runtime, yielding the one tensor that the spiking network's readout stands for. */
    public ReferenceModel openOriginal() {
        return OriginalAnswers.open(model, original);
    }

    /** ONNX bytes. */
    public byte[] model() {
        return model;
    }

    public AnnGraph original() {
        return original;
    }

    public AnnGraph simplified() {
        return simplified;
    }

    public CalibrationSet calibration() {
        return calibration;
    }

    TensorCheck verified() {
        return verified;
    }
}

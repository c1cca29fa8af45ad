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
import io.aisynapse.core.verdict.LayerRules;
import io.aisynapse.reference.AnswerModel;
import java.io.IOException;

/**
 * A model that has been read, checked, simplified and calibrated: all of a conversion xx, so that a sweep over both does it once.
 *
 * <pre>
 *   PreparedModel model = PreparedModel.prepare(bytes, partition, source, listener);
 *   ConvertedModel converted = model.convert(ConversionTarget.named("rate", 32, "generic"), listener);
 * </pre>
 */
public final class PreparedModel {
    /** Stages that {@link #prepare} and {@link #convert} tell a listener of. */
    static final int STAGES = 7;

    private final byte[] model;
    private final CheckedModel checked;
    private final AnnGraph simplified;
    private final CalibrationSet calibration;
    private final TensorCheck verified;
    private final SpikingConversion conversion;

    private PreparedModel(
            byte[] model, CheckedModel checked, AnnGraph simplified, CalibrationSet calibration, TensorCheck verified) {
        this.model = model;
        this.checked = checked;
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
    public static PreparedModel prepare(
            byte[] model, Partition partition, CalibrationSet.Source source, StageListener stages) throws IOException {
        stages.begin("gate");
        CheckedModel checked =
                OnnxGate.check(model, GateLimits.defaults(), layer -> LayerRules.spikes(partition.scheme(), layer));
        stages.begin("import");
        if (!partition.mayBeHybrid()) {
            checked = new CheckedModel(OnnxImporter.importModel(checked), checked.summary(), null);
        }
        AnnGraph original = checked.graph();
        CalibrationSet calibration = source.load(original);
        stages.begin("verify against ONNX Runtime");
        TensorCheck verified = TensorCheck.compare(model, checked, calibration.samples());
        stages.begin("simplify");
        AnnGraph simplified = AnnPasses.simplify(original);
        stages.begin("calibrate");
        return new PreparedModel(model, checked, simplified, calibration, verified);
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

    /** Answers of the original, and those that readouts stand for, for one thread. */
    public AnswerModel openAnswers() {
        return AnswerModel.open(model, checked);
    }

    /** ONNX bytes. */
    public byte[] model() {
        return model;
    }

    /** What the gate made of them: the network as it was read, and what a hybrid leaves to ONNX Runtime. */
    public CheckedModel checked() {
        return checked;
    }

    /** Whether ONNX Runtime runs a part of the model behind the spiking network. */
    public boolean isHybrid() {
        return checked.remainder() != null;
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

package io.aisynapse.converter;

import io.aisynapse.core.ann.Activations;
import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.pass.AnnPasses;
import io.aisynapse.core.ann.pass.BinaryForm;
import io.aisynapse.core.ann.prior.BelievedActivations;
import io.aisynapse.core.ann.prior.InputRange;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.convert.Scheme;
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
import java.util.List;

/**
 * A model that has been read, checked, simplified and calibrated: all of a conversion that depends neither on the chip
 * nor on the number of time steps, so that a sweep does it once for schemes of a kind.
 *
 * <pre>
 *   PreparedModel model = PreparedModel.prepare(bytes, partition, source, listener);
 *   ConvertedModel converted = model.convert(ConversionTarget.named("rate", 32, "generic"), listener);
 * </pre>
 */
public final class PreparedModel {
    /** Stages that {@link #prepare} and {@link #convert} tell a listener of. */
    static final int STAGES = 7;

    /** Those that {@link #prepare} tells it of. */
    public static final int PREPARATION_STAGES = 5;

    private final byte[] model;
    private final CheckedModel checked;
    private final AnnGraph folded;
    private final BinaryForm.Result form;
    private final CalibrationSet calibration;
    private final TensorCheck verified;
    private final SpikingConversion conversion;

    private PreparedModel(
            byte[] model, CheckedModel checked, Networks networks, CalibrationSet calibration, TensorCheck verified) {
        this.model = model;
        this.checked = checked;
        this.folded = networks.folded();
        this.form = networks.form();
        this.calibration = calibration;
        this.verified = verified;
        this.conversion = SpikingConversion.calibrate(form.graph(), activations(form.graph(), calibration));
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
            checked = new CheckedModel(OnnxImporter.importModel(checked), checked.summary(), null, null);
        }
        AnnGraph original = checked.graph();
        CalibrationSet calibration = fed(model, checked, source.load(checked.sampled()));
        stages.begin("verify against ONNX Runtime");
        TensorCheck verified = TensorCheck.compare(model, checked, calibration);
        stages.begin("simplify");
        AnnGraph folded = AnnPasses.simplify(original);
        Networks networks = new Networks(folded, formOf(folded, partition.scheme(), calibration));
        stages.begin("calibrate");
        return new PreparedModel(model, checked, networks, calibration, verified);
    }

    /** The network with the same answers in few layers, and the form of it that a scheme can express. */
    private record Networks(AnnGraph folded, BinaryForm.Result form) {}

    private static BinaryForm.Result formOf(AnnGraph folded, Scheme scheme, CalibrationSet calibration) {
        return scheme.hasFunctionUnits()
                ? new BinaryForm.Result(folded, List.of())
                : BinaryForm.of(folded, network -> activations(network, calibration));
    }

    private static CalibrationSet fed(byte[] model, CheckedModel checked, CalibrationSet set) {
        if (checked.preamble() == null) {
            return set;
        }
        try (AnswerModel answers = AnswerModel.open(model, checked)) {
            return set.fedWith(checked.graph(), answers.fed(set.samples()));
        }
    }

    /** Other samples of the model, with what the network is fed with for them. */
    public CalibrationSet fed(CalibrationSet set) {
        return fed(model, checked, set);
    }

    /** What samples give, or what is believed without any. */
    private static Activations activations(AnnGraph graph, CalibrationSet calibration) {
        InputRange range = calibration.believed();
        return range == null
                ? Activations.of(graph, calibration.solving().fed())
                : new BelievedActivations(graph, range);
    }

    /**
     * Without real samples biases stay as they are: what seeded inputs lack says nothing of what real ones will.
     *
     * @throws io.aisynapse.core.finding.RejectedModelException when the scheme or the chip cannot hold the network
     */
    public ConvertedModel convert(ConversionTarget target, StageListener stages) {
        stages.begin("place on cores");
        SpikingConverted converted = conversion.convert(target.scheme(), target.timeSteps());
        CoreProgram placed = Compiler.compile(converted.snn(), target.chip(), target.timeSteps());
        stages.begin("tune");
        CoreProgram program = calibration.isReal()
                ? BiasCorrection.correct(
                        placed, form.graph(), converted, calibration.solving().fed())
                : placed;
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

    /** What the gate made of them: the network as it was read, and what a hybrid leaves to ONNX Runtime around it. */
    public CheckedModel checked() {
        return checked;
    }

    /** Whether ONNX Runtime runs a part of the model. */
    public boolean isHybrid() {
        return checked.isHybrid();
    }

    /** The network in few layers, with the same answers. */
    public AnnGraph folded() {
        return folded;
    }

    /** The network that is converted: {@link #folded}, with functions as ramps where the scheme has no units. */
    public AnnGraph simplified() {
        return form.graph();
    }

    /** Functions that became ramps. */
    public List<BinaryForm.Replaced> replaced() {
        return form.replaced();
    }

    public CalibrationSet calibration() {
        return calibration;
    }

    TensorCheck verified() {
        return verified;
    }
}

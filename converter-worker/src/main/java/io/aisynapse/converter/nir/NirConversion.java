package io.aisynapse.converter.nir;

import io.aisynapse.converter.ConversionTarget;
import io.aisynapse.core.chip.ChipCatalogue;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.engine.record.RecordPlan;
import io.aisynapse.core.nir.NirImported;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.tune.PrecisionLoss;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.ConvertModel;
import io.aisynapse.protocol.work.WorkOrder.DatasetReference;
import io.aisynapse.protocol.work.WorkOrder.ImportSettings;
import io.aisynapse.protocol.work.WorkOrder.SampleRange;
import io.aisynapse.protocol.work.WorkResult.ConversionSummary;
import io.aisynapse.protocol.work.WorkResult.ModelConverted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Compiles the network of a NIR file for a chip; nothing is solved or tuned, since the file says it all. */
public final class NirConversion {
    private static final int MEASURED_SAMPLES = 4;
    private static final ImportSettings STANDARD =
            new ImportSettings(null, "as-defined", "mean", ImportSettings.HELD, null);

    private final WorkBlobs blobs;
    private final ConvertModel order;
    private final List<String> warnings = new ArrayList<>();

    public NirConversion(WorkBlobs blobs, ConvertModel order) {
        this.blobs = blobs;
        this.order = order;
    }

    /** @throws io.aisynapse.core.finding.RejectedModelException when file or chip refuse the network */
    public ModelConverted convert(byte[] file) throws IOException {
        ConversionTarget target = ConversionTarget.named(
                order.settings().scheme(),
                order.settings().timeSteps(),
                order.settings().chip(),
                ChipCatalogue.of(order.chips()));
        NirModel model = NirModel.read(file);
        ImportSettings settings = Objects.requireNonNullElse(order.settings().nir(), STANDARD);
        int values = model.summary().inputs().getFirst().size() * (settings.isPerTick() ? target.timeSteps() : 1);
        float[][] samples = samples(values);
        NirImported imported = model.imported(settings, samples, warnings);
        imported.notes().forEach(note -> warnings.add(note.toText()));
        SnnGraph network = imported.network();
        CoreProgram program = Compiler.compile(network, target.chip(), target.timeSteps());
        byte[] report = ProtocolJson.mapper().writeValueAsBytes(report(imported, program, model, samples));
        return new ModelConverted(
                blobs.put(CoreProgramFile.write(program)), blobs.put(report), summary(target, program));
    }

    private float[][] samples(int values) throws IOException {
        DatasetReference dataset = order.calibration();
        if (dataset == null) {
            return new float[0][];
        }
        long affordable = Math.max(1, blobs.largestBytes() / (8L * values));
        int wanted = Math.min(order.settings().calibrationSamples(), dataset.samples());
        return blobs.samples(dataset, new SampleRange(0, (int) Math.min(wanted, affordable)), values);
    }

    private ConversionSummary summary(ConversionTarget target, CoreProgram program) {
        return new ConversionSummary(
                program.timeSteps(),
                program.chip().name(),
                program.placement().cores(),
                program.placement().chips(),
                Math.toIntExact(program.placement().neurons()),
                program.placement().synapses(),
                warnings,
                null,
                target.scheme().text(),
                null,
                null);
    }

    private Map<String, Object> report(NirImported imported, CoreProgram program, NirModel model, float[][] samples) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("format", "ai-synapse conversion report 1");
        report.put("model_format", "nir");
        report.put("warnings", warnings);
        Map<String, Object> inputs = new LinkedHashMap<>();
        inputs.put("model_digest", order.modelDigest());
        inputs.put("calibration_samples", samples.length);
        inputs.put("settings", order.settings());
        report.put("inputs", inputs);
        report.put("metadata", imported.metadata());
        report.put("nodes", model.preflight(order.settings().scheme()).nodes());
        report.put("notes", imported.notes());
        report.put("chip", chip(program));
        report.put("cores", cores(program));
        report.put("populations", RecordPlan.populationSizes(program));
        report.put("rounding", rounding(imported.network(), program, samples));
        return report;
    }

    /** What few bits cost, against double precision on the same input levels. */
    private static Map<String, Object> rounding(SnnGraph network, CoreProgram program, float[][] samples) {
        Map<String, Object> rounding = new LinkedHashMap<>();
        int count = Math.min(MEASURED_SAMPLES, samples.length);
        rounding.put("samples", count);
        if (count > 0) {
            PrecisionLoss loss = PrecisionLoss.measure(network, program, Arrays.copyOf(samples, count));
            rounding.put("layers", loss.layers());
            rounding.put("answer_error", loss.answerError());
        }
        return rounding;
    }

    private static Map<String, Object> chip(CoreProgram program) {
        Map<String, Object> chip = new LinkedHashMap<>();
        chip.put("name", program.chip().name());
        chip.put("weight_bits", program.chip().precision().weightBits());
        chip.put("time_steps", program.timeSteps());
        chip.put("cores", program.placement().cores());
        chip.put("chips", program.placement().chips());
        chip.put("neurons", program.placement().neurons());
        chip.put("synapses", program.placement().synapses());
        return chip;
    }

    private static List<Map<String, Object>> cores(CoreProgram program) {
        List<Map<String, Object>> cores = new ArrayList<>();
        for (Piece piece : program.placement().pieces()) {
            Stage stage = program.stages().get(piece.stage());
            Map<String, Object> core = new LinkedHashMap<>();
            core.put("core", piece.core());
            core.put("stage", stage.name());
            core.put("neurons", piece.load().units());
            core.put("synapse_bytes", piece.load().synapseBytes());
            core.put("binding_limit", piece.load().binds());
            cores.add(core);
        }
        return cores;
    }
}

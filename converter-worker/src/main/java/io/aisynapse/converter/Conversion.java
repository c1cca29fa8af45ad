package io.aisynapse.converter;

import io.aisynapse.converter.choice.AutomaticChoice;
import io.aisynapse.converter.choice.Candidates;
import io.aisynapse.converter.choice.Choice;
import io.aisynapse.converter.choice.ChoiceReport;
import io.aisynapse.converter.choice.ChoiceRequest;
import io.aisynapse.converter.choice.ChoiceRule;
import io.aisynapse.converter.nir.Exchange;
import io.aisynapse.converter.nir.NirConversion;
import io.aisynapse.converter.nir.NirModel;
import io.aisynapse.converter.report.ErrorBudget;
import io.aisynapse.core.chip.ChipCatalogue;
import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.engine.range.RangeUse;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.ChoiceSettings;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import io.aisynapse.protocol.work.WorkOrder.ConvertModel;
import io.aisynapse.protocol.work.WorkResult.ConversionSummary;
import io.aisynapse.protocol.work.WorkResult.ModelConverted;
import io.aisynapse.protocol.work.WorkResult.NirFiles;
import io.aisynapse.protocol.work.WorkResult.RangeShare;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** From an order to a core program and its report, stage by stage. The same order yields the same bytes. */
final class Conversion {
    /** Measuring, writing for other tools, and the report. */
    private static final int LAST_STAGES = 3;

    /** Samples on which it is measured how much of their range neurons use. */
    private static final int RANGE_SAMPLES = 24;

    private final WorkBlobs blobs;
    private final int threads;

    Conversion(WorkBlobs blobs, int threads) {
        this.blobs = blobs;
        this.threads = threads;
    }

    ModelConverted convert(ConvertModel order, WorkContext context) throws IOException {
        byte[] model = blobs.read(order.modelDigest());
        if (NirModel.isNir(model)) {
            new Stages(context, 1).begin("place on cores");
            return new NirConversion(blobs, order).convert(model);
        }
        ChoiceSettings choice = order.settings().choice();
        return choice == null ? convertAsOrdered(order, context) : choose(order, choice, context);
    }

    private ModelConverted convertAsOrdered(ConvertModel order, WorkContext context) throws IOException {
        ConversionSettings settings = order.settings();
        ConversionTarget target = ConversionTarget.named(
                settings.scheme(), settings.timeSteps(), settings.chip(), ChipCatalogue.of(order.chips()));
        Stages stages = new Stages(context, PreparedModel.STAGES + LAST_STAGES);
        byte[] model = blobs.read(order.modelDigest());
        PreparedModel prepared = PreparedModel.prepare(
                model,
                new Partition(target.scheme(), mayBeHybrid(settings)),
                new OrderedCalibration(blobs, order),
                stages);
        return finish(order, new Made(prepared, prepared.convert(target, stages), null), stages);
    }

    private ModelConverted choose(ConvertModel order, ChoiceSettings settings, WorkContext context) throws IOException {
        Candidates candidates = Candidates.of(settings, ChipCatalogue.of(order.chips()));
        Stages stages = new Stages(context, AutomaticChoice.stages(candidates) + LAST_STAGES);
        ChoiceRequest request = new ChoiceRequest(
                blobs.read(order.modelDigest()),
                candidates,
                ChoiceRule.of(settings),
                mayBeHybrid(order.settings()),
                new OrderedCalibration(blobs, order));
        Choice choice = new AutomaticChoice(request, threads, stages).choose();
        return finish(order, new Made(choice.prepared(), choice.converted(), choice), stages);
    }

    private static boolean mayBeHybrid(ConversionSettings settings) {
        return !settings.hybrid().equals(ConversionSettings.NEVER);
    }

    /** @param choice how it came to be; null when it was ordered so */
    private record Made(
            PreparedModel prepared,
            ConvertedModel converted,
            @Nullable Choice choice) {
        List<String> warnings() {
            List<String> warnings = new ArrayList<>(choice == null ? List.of() : choice.warnings());
            warnings.addAll(prepared.calibration().warnings());
            warnings.addAll(converted.program().chip().uncertainCosts());
            return warnings;
        }
    }

    private ModelConverted finish(ConvertModel order, Made made, Stages stages) throws IOException {
        stages.begin("measure");
        ErrorBudget budget = new Measurement(made.prepared()).measure(made.converted(), threads);
        Map<String, Object> sections = new LinkedHashMap<>();
        if (made.choice() != null) {
            sections.put("choice", new ChoiceReport(made.choice()).section());
        }
        sections.putAll(new MeasuredSections(made.prepared(), made.converted(), threads).measure());
        stages.begin("write for other tools");
        Exchange exchange = Exchange.of(made.prepared(), made.converted(), metadata(order), threads);
        sections.put("nir", exchange.report());
        stages.begin("report");
        CalibrationSet calibration = made.prepared().calibration();
        byte[] report =
                new ConversionReport(order, calibration).write(made.prepared(), made.converted(), budget, sections);
        return new ModelConverted(
                blobs.put(CoreProgramFile.write(made.converted().program())),
                blobs.put(report),
                summaryOf(made),
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

    private ConversionSummary summaryOf(Made made) throws IOException {
        CoreProgram program = made.converted().program();
        HybridPart hybrid = HybridPart.of(made.prepared().checked());
        return new ConversionSummary(
                program.timeSteps(),
                program.chip().name(),
                program.placement().cores(),
                program.placement().chips(),
                Math.toIntExact(program.placement().neurons()),
                program.placement().synapses(),
                made.warnings(),
                hybrid == null ? null : hybrid.summary(blobs),
                made.converted().target().scheme().text(),
                made.choice() == null ? null : new ChoiceReport(made.choice()).summary(),
                atTop(made));
    }

    /** What job data are compared with; nothing without real samples. */
    private @Nullable List<RangeShare> atTop(Made made) {
        CalibrationSet calibration = made.prepared().calibration();
        if (!calibration.isReal()) {
            return null;
        }
        float[][] solving = calibration.solving().fed();
        CoreProgram program = made.converted().program();
        Engine engine = new Engine(program, new RunOptions(threads, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER));
        float[][] few = Arrays.copyOf(solving, Math.min(RANGE_SAMPLES, solving.length));
        return RangeUse.measure(program, engine, few).stream()
                .map(use -> new RangeShare(use.layer(), use.atTop() / (double) Math.max(1, use.values())))
                .toList();
    }
}

package io.aisynapse.converter;

import io.aisynapse.converter.report.AgainstTime;
import io.aisynapse.converter.report.Blame;
import io.aisynapse.converter.report.CertifiedBound;
import io.aisynapse.converter.report.Coverage;
import io.aisynapse.converter.report.EarlyExit;
import io.aisynapse.converter.report.LayerFit;
import io.aisynapse.converter.report.LayerOperations;
import io.aisynapse.converter.report.StagedNetwork;
import io.aisynapse.converter.report.TickAnswers;
import io.aisynapse.core.ann.Operations;
import io.aisynapse.core.convert.LayerStatistics;
import io.aisynapse.core.energy.EnergyModel;
import io.aisynapse.core.energy.neurobench.Connections;
import io.aisynapse.core.energy.neurobench.NeuroBench;
import io.aisynapse.core.energy.neurobench.NeuroBenchMeter;
import io.aisynapse.core.energy.price.PriceList;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.engine.count.EventCounts;
import io.aisynapse.core.engine.watch.SampleWatch;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.neuron.Coding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sections of a report that are found out by running: on held-out samples where there are any. */
final class MeasuredSections {
    /** Every sample's answer after every tick is held at once. */
    private static final int MOST_OUTPUTS_AGAINST_TIME = 1024;

    /** Every membrane is looked at after every tick. */
    private static final int NEUROBENCH_SAMPLES = 8;

    private final PreparedModel prepared;
    private final ConvertedModel converted;
    private final CalibrationSet measured;
    private final int threads;
    private final Engine engine;

    MeasuredSections(PreparedModel prepared, ConvertedModel converted, int threads) {
        this.prepared = prepared;
        this.converted = converted;
        this.measured = prepared.calibration().measured();
        this.threads = threads;
        this.engine = new Engine(
                converted.program(), new RunOptions(threads, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER));
    }

    Map<String, Object> measure() {
        EventCounts counts = EventCounts.NONE;
        for (SampleResult result : engine.run(measured.fed())) {
            counts = counts.plus(result.counts());
        }
        StagedNetwork network = new StagedNetwork(
                prepared.simplified(), converted.converted(), converted.target().timeSteps());
        Map<String, Object> sections = new LinkedHashMap<>();
        sections.put("measured_on", measuredOn());
        List<LayerFit> fits = LayerFit.measure(
                engine, prepared.simplified(), converted.converted().layers(), measured.fed());
        sections.put("layer_fit", layerFits(fits));
        sections.put("coverage", coverage(fits));
        sections.put(
                "certified_bound",
                CertifiedBound.measure(
                                converted.program(),
                                converted.converted(),
                                prepared.simplified(),
                                engine,
                                measured.fed())
                        .orElse(null));
        sections.put("blame", Blame.measure(network, measured.fed()));
        putAnswersByTick(sections);
        sections.put("operations", operations(counts));
        sections.put("layer_operations", LayerOperations.measure(engine, converted.program(), measured.fed()));
        sections.put("energy", energy(counts));
        sections.put("neurobench", neurobench());
        return sections;
    }

    private NeuroBench neurobench() {
        NeuroBenchMeter meter = new NeuroBenchMeter(converted.program());
        int count = Math.min(NEUROBENCH_SAMPLES, measured.fed().length);
        engine.run(Arrays.copyOf(measured.fed(), count), new Engine.Observer() {
            @Override
            public SampleWatch watch(int sample) {
                return meter.watch();
            }
        });
        return meter.metrics();
    }

    private Map<String, Object> measuredOn() {
        int heldOut = prepared.calibration().heldOut().samples().length;
        Map<String, Object> on = new LinkedHashMap<>();
        on.put("samples", measured.samples().length);
        on.put("held_out", heldOut > 0);
        on.put("real", measured.isReal());
        return on;
    }

    /** Distribution shift of any layer means that calibration data were not like the others. */
    private Map<String, Object> coverage(List<LayerFit> fits) {
        List<LayerStatistics> layers = converted.converted().layers();
        List<Coverage> each = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            each.add(Coverage.of(layers.get(i), fits.get(i)));
        }
        Map<String, Object> coverage = new LinkedHashMap<>();
        coverage.put("distribution_shift", each.stream().anyMatch(Coverage::shift));
        coverage.put("layers", each);
        return coverage;
    }

    private List<Map<String, Object>> layerFits(List<LayerFit> fits) {
        List<LayerStatistics> layers = converted.converted().layers();
        List<Map<String, Object>> result = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Map<String, Object> layer = new LinkedHashMap<>();
            layer.put("name", layers.get(i).name());
            layer.put("fit", fits.get(i));
            result.add(layer);
        }
        return result;
    }

    /** Of classifiers whose answer is read from the readout: behind it, a hybrid's remainder would have to run. */
    private void putAnswersByTick(Map<String, Object> sections) {
        boolean readable = prepared.checked().graph().tail().classification()
                && prepared.checked().remainder() == null
                && prepared.simplified().output().shape().size() <= MOST_OUTPUTS_AGAINST_TIME;
        TickAnswers[] answers = readable
                ? TickAnswers.of(
                        engine,
                        measured.fed(),
                        prepared.folded().tail(),
                        prepared.checked().graph().answer())
                : new TickAnswers[0];
        float[][] original =
                readable ? new ModelAnswers(prepared, threads).original(measured.samples()) : new float[0][];
        sections.put("against_time", AgainstTime.measure(answers, original, measured.labels()));
        boolean anytime = converted.program().coding() != Coding.SERIAL;
        sections.put(
                "early_exit",
                anytime
                        ? EarlyExit.measure(answers, converted.program().readoutStart(), original, measured.labels())
                        : List.of());
    }

    /** Mean counts a sample, and what kind they are. */
    private static Map<String, Object> operations(EventCounts counts) {
        double samples = counts.samples();
        EventCounts.Operations operations = counts.operations();
        double all = Math.max(1, operations.synaptic() + operations.input() + operations.function());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("spikes", operations.spikes() / samples);
        result.put("synaptic_operations", operations.synaptic() / samples);
        result.put("binary_share", (operations.synaptic() - operations.graded()) / all);
        result.put("graded_share", operations.graded() / all);
        result.put("input_multiply_add_share", operations.input() / all);
        result.put("function_unit_share", operations.function() / all);
        return result;
    }

    /** Nanojoules a sample, all modelled. */
    private Map<String, Object> energy(EventCounts counts) {
        double samples = counts.samples();
        Map<String, Object> result = new LinkedHashMap<>();
        List<Map<String, Object>> lists = new ArrayList<>();
        double own = EnergyModel.of(converted.program()).estimate(counts).totalPicojoules();
        lists.add(price(converted.program().chip().name() + " profile", own / samples, "the chip's own price list"));
        long connections = Connections.count(converted.program());
        long neurons = converted.program().placement().neurons();
        for (PriceList list : PriceList.all()) {
            double picojoules = list.picojoules(counts, connections, neurons);
            lists.add(price(list.name(), picojoules / samples, list.source()));
        }
        result.put("spiking", lists);
        long operations = Operations.of(prepared.simplified());
        result.put(
                "original",
                List.of(
                        price("float32, 45 nm", PriceList.FLOAT_MULTIPLY_ADD * operations, PriceList.HOROWITZ),
                        price("int8, 45 nm", PriceList.BYTE_MULTIPLY_ADD * operations, PriceList.HOROWITZ)));
        result.put("note", "modelled from counts, without static power, memory and overhead; lists are not comparable");
        return result;
    }

    private static Map<String, Object> price(String list, double picojoules, String source) {
        Map<String, Object> price = new LinkedHashMap<>();
        price.put("list", list);
        price.put("nanojoules_each_sample", picojoules / 1000);
        price.put("source", source);
        return price;
    }
}

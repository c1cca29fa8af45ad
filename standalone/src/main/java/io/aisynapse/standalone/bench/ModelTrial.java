package io.aisynapse.standalone.bench;

import io.aisynapse.converter.CalibrationSet;
import io.aisynapse.converter.ConversionTarget;
import io.aisynapse.converter.ConvertedModel;
import io.aisynapse.converter.ModelAnswers;
import io.aisynapse.converter.Partition;
import io.aisynapse.converter.PreparedModel;
import io.aisynapse.converter.StageListener;
import io.aisynapse.converter.choice.AutomaticChoice;
import io.aisynapse.converter.choice.Candidates;
import io.aisynapse.converter.choice.Choice;
import io.aisynapse.converter.choice.ChoiceReport;
import io.aisynapse.converter.choice.ChoiceRequest;
import io.aisynapse.converter.choice.ChoiceRule;
import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.energy.EnergyModel;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.engine.count.EventCounts;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.protocol.work.WorkResult.ChoiceSummary;
import io.aisynapse.standalone.bench.BenchLine.Judgement;
import io.aisynapse.standalone.bench.BenchLine.Measured;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One model with its data and its original's answers; tries it for any scheme and number of time steps. */
final class ModelTrial {
    /** Doubles of the answers of a chunk are dropped before the next one begins. */
    private static final int CHUNK_SAMPLES = 256;

    private static final double NANOS = 1e9;

    private final String name;
    private final BenchData data;
    private final PreparedModel prepared;
    private final float[][] original;
    private final double prepareSeconds;
    private final int threads;

    private ModelTrial(
            String name,
            BenchData data,
            PreparedModel prepared,
            float[][] original,
            double prepareSeconds,
            int threads) {
        this.name = name;
        this.data = data;
        this.prepared = prepared;
        this.original = original;
        this.prepareSeconds = prepareSeconds;
        this.threads = threads;
    }

    /** @param scheme what it cannot express stays in ONNX Runtime */
    static ModelTrial prepare(BenchModel model, BenchSettings settings, Scheme scheme) throws IOException {
        byte[] onnx = model.onnx();
        BenchData data = BenchData.load(model, settings.samples(), settings.calibrationSamples());
        long begin = System.nanoTime();
        PreparedModel prepared = PreparedModel.prepare(
                onnx,
                new Partition(scheme, true),
                _ -> CalibrationSet.of(data.calibration(), null, model.name()),
                _ -> {});
        double seconds = secondsSince(begin);
        float[][] original = new ModelAnswers(prepared, settings.threads()).original(data.test());
        return new ModelTrial(model.name(), data, prepared, original, seconds, settings.threads());
    }

    String metricName() {
        return data.metric().name();
    }

    double originalMetric() {
        return data.metric().of(original);
    }

    int samples() {
        return original.length;
    }

    /**
     * Chooses scheme and time steps as the service does, and measures what was chosen.
     *
     * @throws io.aisynapse.core.finding.RejectedModelException when no candidate can be converted
     */
    static BenchLine choose(BenchModel model, BenchSettings settings, StageListener stages) throws IOException {
        byte[] onnx = model.onnx();
        BenchData data = BenchData.load(model, settings.samples(), settings.calibrationSamples());
        long begin = System.nanoTime();
        ChoiceRequest request = new ChoiceRequest(
                onnx,
                Candidates.of(settings.choice()),
                ChoiceRule.of(settings.choice()),
                true,
                _ -> CalibrationSet.of(data.calibration(), null, model.name()));
        Choice choice = new AutomaticChoice(request, settings.threads(), stages).choose();
        double seconds = secondsSince(begin);
        PreparedModel prepared = choice.prepared();
        float[][] original = new ModelAnswers(prepared, settings.threads()).original(data.test());
        ModelTrial trial = new ModelTrial(model.name(), data, prepared, original, 0, settings.threads());
        BenchLine line = trial.measure(choice.converted(), seconds);
        ChoiceSummary summary = new ChoiceReport(choice).summary();
        return line.asChosen(new BenchLine.Chosen(
                String.valueOf(line.scheme()),
                summary.qualifies(),
                summary.confirmation(),
                summary.drop(),
                summary.dropAtMost(),
                summary.tried()));
    }

    /** @throws io.aisynapse.core.finding.RejectedModelException when the scheme or the chip cannot hold the network */
    BenchLine run(ConversionTarget target) throws IOException {
        long begin = System.nanoTime();
        ConvertedModel converted = prepared.convert(target, _ -> {});
        return measure(converted, secondsSince(begin));
    }

    private BenchLine measure(ConvertedModel converted, double convertSeconds) throws IOException {
        ConversionTarget target = converted.target();
        CoreProgram program = CoreProgramFile.read(CoreProgramFile.write(converted.program()));
        long runBegin = System.nanoTime();
        Answers answers = answersOf(program);
        double runSeconds = secondsSince(runBegin);
        double samples = answers.rows().length;
        EventCounts counts = answers.counts();
        Measured measured = new Measured(
                judge(answers.rows()),
                answers.rows().length,
                target.chip().name(),
                counts.operations().spikes() / samples,
                counts.operations().synaptic() / samples,
                EnergyModel.of(program).estimate(counts).totalPicojoules() / samples / 1000,
                prepareSeconds,
                convertSeconds,
                runSeconds);
        return new BenchLine(name, target.scheme().text(), target.timeSteps(), verdict(), null, measured);
    }

    private String verdict() {
        return prepared.isHybrid() ? "hybrid" : "converted";
    }

    private record Answers(float[][] rows, EventCounts counts) {}

    private Answers answersOf(CoreProgram program) {
        Engine engine = new Engine(program, new RunOptions(threads, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER));
        ModelAnswers model = new ModelAnswers(prepared, threads);
        float[][] rows = new float[data.test().length][];
        EventCounts counts = EventCounts.NONE;
        for (int from = 0; from < rows.length; from += CHUNK_SAMPLES) {
            int to = Math.min(rows.length, from + CHUNK_SAMPLES);
            float[][] samples = model.fed(Arrays.copyOfRange(data.test(), from, to));
            List<SampleResult> results = engine.run(samples);
            double[][] readouts = results.stream().map(SampleResult::outputs).toArray(double[][]::new);
            System.arraycopy(model.spiking(readouts, samples), 0, rows, from, samples.length);
            for (SampleResult result : results) {
                counts = counts.plus(result.counts());
            }
        }
        return new Answers(rows, counts);
    }

    private Judgement judge(float[][] answers) {
        Metric metric = data.metric();
        Map<String, Double> more = new HashMap<>();
        metric.more(original).forEach((figure, value) -> more.put(figure + "_original", value));
        metric.more(answers).forEach((figure, value) -> more.put(figure + "_spiking", value));
        return new Judgement(
                metric.name(), metric.of(original), metric.of(answers), metric.agreement(answers, original), more);
    }

    private static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / NANOS;
    }
}

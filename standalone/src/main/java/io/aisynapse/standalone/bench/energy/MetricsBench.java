package io.aisynapse.standalone.bench.energy;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.energy.neurobench.Connections;
import io.aisynapse.core.energy.neurobench.NeuroBenchMeter;
import io.aisynapse.core.energy.price.PriceList;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.count.EventCounts;
import io.aisynapse.core.engine.watch.SampleWatch;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.program.Stage;
import io.aisynapse.protocol.work.ProtocolJson;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the network of the comparison and tells its integers, its inputs and its metrics as JSON. */
public final class MetricsBench {
    private static final int SAMPLES = 6;

    private final ChipSpec chip = ChipProfiles.named("generic").orElseThrow();
    private final PrintStream out;

    public MetricsBench(PrintStream out) {
        this.out = out;
    }

    /** @param file written, or nothing but the metrics printed */
    public void run(@Nullable Path file) throws IOException {
        CoreProgram program = Compiler.compile(MetricsNetwork.of(1), chip, MetricsNetwork.TIME_STEPS);
        CoreProgram dense = Compiler.compile(MetricsNetwork.dense(1), chip, MetricsNetwork.TIME_STEPS);
        float[][] samples = MetricsNetwork.samples(SAMPLES, 2);
        NeuroBenchMeter meter = new NeuroBenchMeter(program);
        Engine engine = new Engine(program, RunOptions.defaults());
        List<SampleResult> results = engine.run(samples, new Engine.Observer() {
            @Override
            public SampleWatch watch(int sample) {
                return meter.watch();
            }
        });
        Map<String, Object> measured = new LinkedHashMap<>();
        measured.put("neurobench", meter.metrics());
        Engine denseEngine = new Engine(dense, RunOptions.defaults());
        measured.put("picojoules_each_sample", energy(dense, denseEngine.run(samples)));
        out.println(ProtocolJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(measured));
        if (file != null) {
            measured.put("time_steps", MetricsNetwork.TIME_STEPS);
            measured.put("layers", layers(program, engine, samples));
            measured.put("samples", samples);
            measured.put("outputs", results.stream().map(SampleResult::outputs).toList());
            Map<String, Object> second = new LinkedHashMap<>();
            second.put("time_steps", MetricsNetwork.TIME_STEPS);
            second.put("layers", layers(dense, denseEngine, samples));
            measured.put("dense", second);
            Files.write(file, ProtocolJson.mapper().writeValueAsBytes(measured));
        }
    }

    private static Map<String, Double> energy(CoreProgram program, List<SampleResult> results) {
        EventCounts counts = results.stream().map(SampleResult::counts).reduce(EventCounts.NONE, EventCounts::plus);
        Map<String, Double> energy = new LinkedHashMap<>();
        for (PriceList list : PriceList.all()) {
            double picojoules = list.picojoules(
                    counts, Connections.count(program), program.placement().neurons());
            energy.put(list.name(), picojoules / counts.samples());
        }
        return energy;
    }

    private static List<Map<String, Object>> layers(CoreProgram program, Engine engine, float[][] samples) {
        List<Map<String, Object>> layers = new ArrayList<>();
        for (Stage stage : program.stages()) {
            if (stage.incoming().isEmpty()) {
                continue;
            }
            IntegerKernel kernel = stage.incoming().getFirst().kernel();
            Map<String, Object> layer = new LinkedHashMap<>();
            layer.put("kind", kernel instanceof IntegerKernel.Convolution ? "convolution" : "dense");
            layer.put(
                    "shape",
                    List.of(
                            stage.shape().channels(),
                            stage.shape().height(),
                            stage.shape().width()));
            int[] weights = new int[kernel.weight().length];
            Arrays.setAll(weights, i -> kernel.weight()[i]);
            layer.put("weight", weights);
            int source = stage.incoming().getFirst().source();
            layer.put(
                    "events",
                    Arrays.stream(samples)
                            .map(sample -> engine.spikeCounts(sample, source))
                            .toList());
            switch (stage) {
                case Stage.LeakyPopulation population -> {
                    layer.put("exponent", population.membrane().exponent()[0]);
                    layer.put("threshold", population.firing().threshold());
                    layer.put(
                            "bytes",
                            4 * 3 * population.membrane().neurons()
                                    + 8 * population.membrane().bias().length);
                }
                case Stage.Readout readout -> {
                    layer.put("scale", readout.scale());
                    layer.put("bytes", 8 * readout.bias().length);
                }
                default -> throw new IllegalStateException("no layer of the comparison: " + stage.name());
            }
            layers.add(layer);
        }
        return layers;
    }
}

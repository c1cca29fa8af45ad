package io.aisynapse.standalone.bench.engine;

import io.aisynapse.converter.CalibrationSet;
import io.aisynapse.converter.ConversionTarget;
import io.aisynapse.converter.Partition;
import io.aisynapse.converter.PreparedModel;
import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.tensor.ArgMax;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.reference.AnswerModel;
import io.aisynapse.reference.SwiftModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How many samples a second of processor time one thread emulates, beside ONNX Runtime running the original. All
 * contestants take turns, several rounds long, and the best round of each counts, so that other work on the machine
 * slows all of them alike.
 */
public final class EngineBench {
    private static final int ROUNDS = 7;
    private static final int LARGE_BATCH = 32;
    private static final String ROW =
            "  %-24s %9.0f samples/s  %6.2f x  %7.2f %%  %,12.0f spikes  %,12.0f operations%n";

    private final Settings settings;
    private final PrintStream out;

    /**
     * What to run.
     *
     * @param folder of {@code *.onnx}, each with the {@code *_test.npz} and {@code *_calib.npz} whose samples fit it
     * @param schemes and numbers of time steps, every pair of which is run
     * @param samples of a round
     * @param json file for one JSON line a contestant, or null
     */
    public record Settings(
            Path folder,
            List<String> schemes,
            List<Integer> steps,
            String chip,
            int samples,
            @Nullable Path json) {}

    public EngineBench(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /** Prints a table a network. */
    public void run() throws IOException {
        if (settings.json() != null) {
            Files.write(settings.json(), new byte[0]);
        }
        out.println("Samples a second of processor time, one thread; x: times ONNX Runtime with batch 1; %: agreement");
        for (BenchNetwork network : BenchNetwork.inFolder(settings.folder(), settings.samples())) {
            out.println(network.name());
            List<Contestant> contestants = contestants(network);
            for (int round = 0; round < ROUNDS; round++) {
                contestants.forEach(contestant -> contestant.round(network.test()));
            }
            double original = contestants.getFirst().samplesPerSecond(network.test().length);
            for (Contestant contestant : contestants) {
                EngineLine line = contestant.line(network, original);
                out.printf(
                        Locale.ROOT,
                        ROW,
                        line.contestant(),
                        line.samplesPerSecond(),
                        line.timesOriginal(),
                        100 * line.agreement(),
                        line.spikes(),
                        line.synapticOperations());
                write(line);
            }
            contestants.forEach(Contestant::close);
        }
    }

    private List<Contestant> contestants(BenchNetwork network) throws IOException {
        List<Contestant> contestants = new ArrayList<>();
        for (int batch : new int[] {1, LARGE_BATCH}) {
            SwiftModel model = SwiftModel.open(network.onnx(), network.shape(batch));
            contestants.add(Contestant.original("ONNX Runtime, batch " + batch, model, batch));
        }
        for (String scheme : settings.schemes()) {
            PreparedModel prepared = PreparedModel.prepare(
                    network.onnx(),
                    new Partition(Scheme.named(scheme).orElseThrow(), false),
                    _ -> CalibrationSet.of(network.calibration(), null, network.name()),
                    _ -> {});
            for (int steps : settings.steps()) {
                try {
                    contestants.add(spiking(network, prepared, ConversionTarget.named(scheme, steps, settings.chip())));
                } catch (RejectedModelException e) {
                    out.println("  " + scheme + " T = " + steps + ": "
                            + e.findings().getFirst().toText());
                }
            }
        }
        return contestants;
    }

    private static Contestant spiking(BenchNetwork network, PreparedModel prepared, ConversionTarget target)
            throws IOException {
        byte[] program = CoreProgramFile.write(prepared.convert(target, _ -> {}).program());
        Engine engine = new Engine(
                CoreProgramFile.read(program), new RunOptions(1, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER));
        List<SampleResult> results = engine.run(network.test());
        String name = target.scheme().text() + ", T = " + target.timeSteps();
        try (AnswerModel answers = prepared.openAnswers()) {
            int from = answers.part().from();
            int size = answers.part().size();
            int same = 0;
            for (int i = 0; i < results.size(); i++) {
                float[] sample = network.test()[i];
                double[] spiking = answers.answer(results.get(i).outputs(), sample);
                float[] original = answers.original(sample);
                same += ArgMax.of(spiking, from, size) == ArgMax.of(original, from, size) ? 1 : 0;
            }
            return Contestant.spiking(name, engine, results, same / (double) results.size());
        }
    }

    private void write(EngineLine line) throws IOException {
        if (settings.json() != null) {
            String text = ProtocolJson.mapper().writeValueAsString(line.members()) + "\n";
            Files.writeString(settings.json(), text, StandardOpenOption.APPEND);
        }
    }
}

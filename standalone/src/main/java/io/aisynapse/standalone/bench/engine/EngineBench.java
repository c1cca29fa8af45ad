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
import io.aisynapse.core.program.CoreProgram;
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
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many samples a second of processor time one thread emulates, beside ONNX Runtime running the original. All
 * contestants take turns, several rounds long, and the best round of each counts, so that other work on the machine
 * slows all of them alike. Whoever is slow runs fewer samples a round, and fewer rounds.
 */
public final class EngineBench {
    private static final int ROUNDS = 5;
    private static final double ROUND_SECONDS = 0.3;
    private static final double CHECK_SECONDS = 10;
    private static final int LEAST_SAMPLES = 16;
    static final int[] BATCHES = {1, 32};

    private final Settings settings;
    private final PrintStream out;

    /**
     * What to run.
     *
     * @param folder of {@code *.onnx}, each with the {@code *_test.npz} and {@code *_calib.npz} whose samples fit it
     * @param schemes and numbers of time steps, every pair of which is run
     * @param samples of a round
     * @param threads of a second run of each conversion; 1 for none
     * @param peers the script and the folder of its environment, or null
     * @param json file for one JSON line a contestant, or null
     */
    public record Settings(
            Path folder,
            List<String> schemes,
            List<Integer> steps,
            String chip,
            int samples,
            int threads,
            @Nullable PeerFiles peers,
            @Nullable Path json) {}

    /** Of the peers: {@code peers.py}, and the folder of their virtual environment. */
    public record PeerFiles(Path script, Path environment) {}

    public EngineBench(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /** Prints a table a network. */
    public void run() throws IOException {
        if (settings.json() != null) {
            Files.write(settings.json(), new byte[0]);
        }
        out.println("Samples a second of processor time (with several threads: of time on the wall);");
        out.println("x library: times the better of sinabs and SpikingJelly with the same T and batch;");
        out.println("x original: times ONNX Runtime with batch 1. AI-Synapse takes one sample at a time in any batch.");
        PeerFiles files = settings.peers();
        String python = files == null ? "" : Peers.python(files.script(), files.environment());
        for (BenchNetwork network : BenchNetwork.inFolder(settings.folder(), settings.samples())) {
            if (files == null) {
                run(network, List.of());
                continue;
            }
            int steps = settings.steps().getLast();
            try (Peers peers = Peers.start(python, files.script(), network, settings.samples(), steps)) {
                run(network, peers.contestants());
            }
        }
    }

    private void run(BenchNetwork network, List<Contestant> peers) throws IOException {
        List<Contestant> contestants = contestants(network);
        contestants.addAll(peers);
        for (int round = 0; round < ROUNDS; round++) {
            contestants.stream().filter(Contestant::hasTime).forEach(contestant -> contestant.round(network.test()));
        }
        List<EngineLine> lines = EngineLine.of(network.name(), contestants);
        new EngineTable(out).print(lines);
        for (EngineLine line : lines) {
            write(line);
        }
        contestants.forEach(Contestant::close);
    }

    private List<Contestant> contestants(BenchNetwork network) throws IOException {
        List<Contestant> contestants = new ArrayList<>();
        for (int batch : BATCHES) {
            contestants.add(Contestant.original(SwiftModel.open(network.onnx(), network.shape(batch)), batch));
        }
        for (String scheme : settings.schemes()) {
            PreparedModel prepared = PreparedModel.prepare(
                    network.onnx(),
                    new Partition(Scheme.named(scheme).orElseThrow(), false),
                    _ -> CalibrationSet.of(network.calibration(), null, network.name()),
                    _ -> {});
            for (int steps : settings.steps()) {
                try {
                    ConversionTarget target = ConversionTarget.named(scheme, steps, settings.chip());
                    contestants.addAll(spiking(network, prepared, target));
                } catch (RejectedModelException e) {
                    out.println("  " + scheme + " T = " + steps + ": "
                            + e.findings().getFirst().toText());
                }
            }
        }
        return contestants;
    }

    private List<Contestant> spiking(BenchNetwork network, PreparedModel prepared, ConversionTarget target)
            throws IOException {
        CoreProgram program = CoreProgramFile.read(
                CoreProgramFile.write(prepared.convert(target, _ -> {}).program()));
        long begin = System.nanoTime();
        List<SampleResult> results = check(engine(program, 1), network.test());
        double perSample = seconds(begin) / results.size();
        double agreement = agreement(network, prepared, results);
        int fitting = (int) Math.clamp(ROUND_SECONDS / perSample, LEAST_SAMPLES, results.size());
        List<Contestant> contestants = new ArrayList<>();
        for (int threads = 1; threads <= settings.threads(); threads++) {
            for (int batch : BATCHES) {
                Entry entry = new Entry(Entry.OURS, target.scheme().text(), target.timeSteps(), batch, threads);
                if (threads == 1 || batch > 1) {
                    contestants.add(Contestant.spiking(
                            entry, engine(program, threads), new Contestant.Checked(results, agreement, fitting)));
                }
            }
        }
        return contestants;
    }

    /** Of all samples, or of as many as there is time for. */
    private static List<SampleResult> check(Engine engine, float[][] samples) {
        List<SampleResult> results = new ArrayList<>();
        long begin = System.nanoTime();
        while (results.size() < samples.length && seconds(begin) < CHECK_SECONDS) {
            int end = Math.min(samples.length, results.size() + LEAST_SAMPLES);
            results.addAll(engine.run(Arrays.copyOfRange(samples, results.size(), end)));
        }
        return results;
    }

    static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static Engine engine(CoreProgram program, int threads) {
        return new Engine(program, new RunOptions(threads, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER));
    }

    private static double agreement(BenchNetwork network, PreparedModel prepared, List<SampleResult> results) {
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
            return same / (double) results.size();
        }
    }

    private void write(EngineLine line) throws IOException {
        if (settings.json() != null) {
            String text = ProtocolJson.mapper().writeValueAsString(line.members()) + "\n";
            Files.writeString(settings.json(), text, StandardOpenOption.APPEND);
        }
    }
}

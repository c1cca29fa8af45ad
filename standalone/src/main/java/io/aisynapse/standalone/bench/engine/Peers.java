package io.aisynapse.standalone.bench.engine;

import io.aisynapse.protocol.work.ProtocolJson;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Other tools in a process of their own, {@code benchmarks/engine/peers.py}, which runs one whenever it is told to. */
final class Peers implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter orders;

    private Peers(Process process) {
        this.process = process;
        this.answers = process.inputReader();
        this.orders = process.outputWriter();
    }

    /**
     * Makes the environment when it is not there.
     *
     * @param script peers.py
     * @param environment folder of the virtual environment
     * @return the environment's Python
     */
    static String python(Path script, Path environment) throws IOException {
        Path wanted = script.resolveSibling("requirements.txt");
        Process process = new ProcessBuilder(
                        "python3",
                        script.toString(),
                        "--venv",
                        environment.toString(),
                        "--requirements",
                        wanted.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String python = process.inputReader().readLine();
        if (python == null) {
            throw new IOException("the peers' environment could not be made: see above");
        }
        return python;
    }

    static Peers start(String python, Path script, BenchNetwork network, int samples, int steps) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                python,
                script.toString(),
                "--network",
                network.file().toString(),
                "--test",
                network.tests().file().toString(),
                "--calibration",
                network.calibrations().file().toString(),
                "--samples",
                Integer.toString(samples),
                "--steps",
                Integer.toString(steps));
        return new Peers(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** All of them; they are ready when this returns. */
    List<Contestant> contestants() throws IOException {
        List<Contestant> contestants = new ArrayList<>();
        for (JsonNode each : ProtocolJson.mapper().readTree(line())) {
            int number = contestants.size();
            Entry entry = new Entry(
                    each.get("tool").asString(),
                    each.get("scheme").asString(),
                    each.get("steps").asInt(),
                    each.get("batch").asInt(),
                    1);
            Contestant.Counted counted =
                    new Contestant.Counted(each.get("agreement").asDouble(), 0, 0);
            contestants.add(new Contestant(entry, _ -> round(number), () -> {}, counted));
        }
        return contestants;
    }

    private double round(int number) {
        try {
            orders.write(number + "\n");
            orders.flush();
            String[] done = line().split(" ");
            return Double.parseDouble(done[0]) / Double.parseDouble(done[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the peers' process ended early: see above");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
    }
}

package io.aisynapse.standalone.bench.control;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/**
 * Plays episodes in a Python process of its own. The process asks for actions through its standard streams, in the
 * frames that {@code environments.py} describes, and ends by itself.
 */
final class Player {
    private static final String PROGRAM = "/control/environments.py";
    private static final int MOST_EPISODES = 4096;
    private static final int MOST_VALUES = 1 << 24;
    private static final int END_SECONDS = 10;

    private final String python;

    /** @param python of an environment with {@code control/requirements.txt} */
    Player(String python) {
        this.python = python;
    }

    /** The return of each episode; {@code policy} is not asked when the task is played at random. */
    double[] play(String task, Policy policy) throws IOException {
        Path folder = Files.createTempDirectory("synapse-environments");
        try {
            return play(task, policy, folder);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    /** @param folder where simulators leave their logs */
    private double[] play(String task, Policy policy, Path folder) throws IOException {
        Process process = new ProcessBuilder(python, "-I", "-c", program(), task)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream requests = new BufferedInputStream(process.getInputStream());
                OutputStream replies = new BufferedOutputStream(process.getOutputStream())) {
            return serve(requests, replies, policy);
        } finally {
            end(process);
        }
    }

    /** Answers requests until the returns come. */
    static double[] serve(InputStream requests, OutputStream replies, Policy policy) throws IOException {
        while (true) {
            ByteBuffer head = read(requests, 8);
            int count = bounded(head.getInt(), MOST_EPISODES);
            int values = bounded(head.getInt(), MOST_VALUES);
            if (count == 0) {
                double[] returns = new double[values];
                read(requests, 8 * values).asDoubleBuffer().get(returns);
                return returns;
            }
            float[][] observations = new float[count][values];
            for (float[] observation : observations) {
                read(requests, 4 * values).asFloatBuffer().get(observation);
            }
            reply(replies, policy.answer(observations));
        }
    }

    private static void reply(OutputStream replies, float[][] answers) throws IOException {
        int values = answers[0].length;
        ByteBuffer frame = ByteBuffer.allocate(4 + 4 * values * answers.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(values);
        for (float[] answer : answers) {
            for (float value : answer) {
                frame.putFloat(value);
            }
        }
        replies.write(frame.array());
        replies.flush();
    }

    private static int bounded(int value, int most) throws IOException {
        if (value < 0 || value > most) {
            throw new IOException("the environment's process sent %d, wanted 0 to %d".formatted(value, most));
        }
        return value;
    }

    private static ByteBuffer read(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("the environment's process ended early; what it said is above");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String program() throws IOException {
        try (InputStream in = Player.class.getResourceAsStream(PROGRAM)) {
            if (in == null) {
                throw new IOException("the program lacks its own " + PROGRAM);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

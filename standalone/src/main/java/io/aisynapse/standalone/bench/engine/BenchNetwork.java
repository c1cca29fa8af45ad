package io.aisynapse.standalone.bench.engine;

import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import io.aisynapse.standalone.bench.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A network of a folder, with samples that fit it.
 *
 * @param dimensions of its input without the batch
 */
record BenchNetwork(
        String name, Path file, byte[] onnx, Samples tests, Samples calibrations, List<Integer> dimensions) {
    /** Rows of a file. */
    record Samples(Path file, float[][] rows) {}

    private static final int CALIBRATION_SAMPLES = 256;

    static List<BenchNetwork> inFolder(Path folder, int samples) throws IOException {
        List<BenchNetwork> networks = new ArrayList<>();
        for (Path file : files(folder, ".onnx")) {
            networks.add(read(folder, file, samples));
        }
        return networks;
    }

    private static BenchNetwork read(Path folder, Path file, int samples) throws IOException {
        byte[] onnx = Files.readAllBytes(file);
        var input = OnnxGate.check(onnx, GateLimits.defaults()).graph().inputs().getFirst();
        return new BenchNetwork(
                file.getFileName().toString().replaceFirst("\\.onnx$", ""),
                file,
                onnx,
                fitting(folder, "_test.npz", input.size(), samples),
                fitting(folder, "_calib.npz", input.size(), CALIBRATION_SAMPLES),
                input.dimensions());
    }

    private static Samples fitting(Path folder, String ending, int size, int most) throws IOException {
        for (Path file : files(folder, ending)) {
            if (Rows.read(file, "x", 1).rows()[0].length == size) {
                return new Samples(file, Rows.read(file, "x", most).rows());
            }
        }
        throw new IOException("no *%s in %s has samples of %d values".formatted(ending, folder, size));
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    float[][] test() {
        return tests.rows;
    }

    float[][] calibration() {
        return calibrations.rows;
    }

    long[] shape(int batch) {
        long[] shape = new long[dimensions.size() + 1];
        shape[0] = batch;
        for (int i = 1; i < shape.length; i++) {
            shape[i] = dimensions.get(i - 1);
        }
        return shape;
    }
}

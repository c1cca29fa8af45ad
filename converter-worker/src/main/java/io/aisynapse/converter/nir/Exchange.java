package io.aisynapse.converter.nir;

import io.aisynapse.converter.CalibrationSet;
import io.aisynapse.converter.ConvertedModel;
import io.aisynapse.converter.ModelAnswers;
import io.aisynapse.converter.PreparedModel;
import io.aisynapse.converter.report.ErrorBudget;
import io.aisynapse.core.ann.Operations;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.nir.NirExport;
import io.aisynapse.core.nir.NirExported;
import io.aisynapse.core.nir.NirImport;
import io.aisynapse.core.nir.NirImportSettings;
import io.aisynapse.core.nir.NirSettings;
import io.aisynapse.core.snn.SnnGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a conversion as NIR where NIR has words for it, and says what the network in the file is worth.
 *
 * @param network the file; null when NIR cannot say the network, and the report tells why
 * @param expected its companion; there when the file is
 * @param report the section {@code nir} of the conversion's report
 */
public record Exchange(byte @Nullable [] network, byte @Nullable [] expected, Map<String, Object> report) {
    private static final int COMPANION_SAMPLES = 8;

    /** Multiply-accumulates that a companion may take, about a minute. */
    private static final double MOST_OPERATIONS = 2e10;

    /** @param metadata facts to keep in the file, such as digests of model and settings */
    public static Exchange of(
            PreparedModel prepared, ConvertedModel converted, SequencedMap<String, String> metadata, int threads) {
        try {
            List<Finding> hybrid = prepared.isHybrid() ? List.of(remainder()) : List.of();
            NirExport.check(converted.converted().snn(), hybrid);
            SnnGraph network = CorrectedNetwork.of(prepared, converted);
            int timeSteps = converted.target().timeSteps();
            NirExported exported =
                    NirExport.graph(network, new NirSettings(timeSteps, NirSettings.Target.PLAIN, metadata));
            return new Measured(prepared, converted, threads).exchange(exported);
        } catch (RejectedModelException e) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("written", false);
            report.put("findings", e.findings());
            return new Exchange(null, null, report);
        }
    }

    private static Finding remainder() {
        return new Finding(
                NirExport.NOT_IN_NIR,
                "network",
                "a hybrid, a part of which runs in ONNX Runtime",
                "a network that spikes as a whole",
                "see the section hybrid for the operators that do not spike");
    }

    /** The file, run. */
    private record Measured(PreparedModel prepared, ConvertedModel converted, int threads) {
        Exchange exchange(NirExported exported) {
            byte[] file = exported.toFile();
            CalibrationSet calibration = prepared.calibration();
            Companion companion = Companion.run(
                    NirImport.graph(file),
                    converted.target().timeSteps(),
                    Arrays.copyOf(calibration.samples(), companionSamples()));
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("written", true);
            report.put("time_steps", converted.target().timeSteps());
            report.put("reset", "subtract");
            report.put("start_delay", 0);
            report.put("notes", exported.notes());
            report.put("on_chip", onChip(file));
            report.put("companion", companion(companion));
            return new Exchange(file, companion.toFile(), report);
        }

        private int companionSamples() {
            double each = Operations.of(prepared.simplified())
                    * (double) converted.target().timeSteps();
            int affordable = (int) Math.clamp(MOST_OPERATIONS / Math.max(1, each), 1, COMPANION_SAMPLES);
            return Math.min(affordable, prepared.calibration().samples().length);
        }

        /** The network that our own reader makes of the file, on the chip of the conversion. */
        private Object onChip(byte[] file) {
            try {
                SnnGraph network =
                        NirImport.read(file, NirImportSettings.asDefined()).network();
                Engine engine = new Engine(
                        Compiler.compile(
                                network,
                                converted.target().chip(),
                                converted.target().timeSteps()),
                        new RunOptions(threads, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER));
                CalibrationSet measured = prepared.calibration().measured();
                double[][] outputs = engine.run(measured.samples()).stream()
                        .map(SampleResult::outputs)
                        .toArray(double[][]::new);
                return compared(
                        "read back and placed on " + converted.target().chip().name(), outputs, measured);
            } catch (RejectedModelException e) {
                return Map.of("findings", e.findings());
            }
        }

        private Map<String, Object> companion(Companion companion) {
            CalibrationSet calibration = prepared.calibration();
            double[][] means = companion.means();
            long[] labels = calibration.labels();
            CalibrationSet samples = new CalibrationSet(
                    Arrays.copyOf(calibration.samples(), means.length),
                    Arrays.copyOf(calibration.fed(), means.length),
                    labels == null ? null : Arrays.copyOf(labels, means.length),
                    calibration.source(),
                    calibration.confidence(),
                    calibration.believed(),
                    List.of());
            Map<String, Object> report = compared("run in double precision, weights not rounded", means, samples);
            report.put("rates", companion.rates());
            return report;
        }

        private Map<String, Object> compared(String how, double[][] outputs, CalibrationSet on) {
            ModelAnswers answers = new ModelAnswers(prepared, threads);
            boolean classification = prepared.checked().graph().tail().classification();
            ErrorBudget.Stage stage = ErrorBudget.compare(
                    "",
                    widened(answers.spiking(outputs, on.samples())),
                    widened(answers.original(on.samples())),
                    on.labels(),
                    classification);
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("how", how);
            report.put("samples", on.samples().length);
            report.put("accuracy", stage.accuracy());
            report.put("agreement", stage.agreement());
            report.put("relative_error", stage.relativeError());
            return report;
        }

        private static double[][] widened(float[][] rows) {
            List<double[]> wide = new ArrayList<>();
            for (float[] row : rows) {
                double[] values = new double[row.length];
                Arrays.setAll(values, i -> row[i]);
                wide.add(values);
            }
            return wide.toArray(double[][]::new);
        }
    }
}

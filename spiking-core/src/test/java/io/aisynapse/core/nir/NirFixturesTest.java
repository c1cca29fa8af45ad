package io.aisynapse.core.nir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.nir.graph.NirGraph;
import io.aisynapse.core.nir.graph.NirInlining;
import io.aisynapse.core.nir.run.NirRun;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.snn.real.RealRun;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that the nir package of Python wrote ({@code benchmarks/nir/make_fixtures.py}), on changing inputs. */
class NirFixturesTest {
    private static final int TIME_STEPS = 60;
    private static final double TICK = 0.001;
    private static final ChipSpec CHIP = ChipProfiles.named("generic").orElseThrow();

    /** Samples on the grid of input levels, so that rounding them is no difference. */
    private static final NirImportSettings.Input INPUT = new NirImportSettings.Input(1.0 / 64, 64, true);

    @ParameterizedTest
    @CsvSource({
        "integrate_and_fire, 4, false",
        "integrate_and_fire, 4, true",
        "leaky, 5, false",
        "recurrent, 4, false",
        "recurrent, 4, true",
        "nested, 4, false",
        "convolutional, 36, false",
        "chained, 36, false"
    })
    void loweredNetworksDoWhatTheFileSaysAndTheChipNearlyDoes(String name, int inputs, boolean subtracts)
            throws IOException {
        NirGraph graph = NirImport.graph(file(name));
        NirImportSettings settings =
                NirImportSettings.asDefined().withTick(TICK).withInput(INPUT);
        SnnGraph network = NirImport.network(graph, subtracts ? settings.subtracting() : settings)
                .network();
        Engine engine = new Engine(Compiler.compile(network, CHIP, TIME_STEPS), RunOptions.defaults());
        SplittableRandom random = new SplittableRandom(5);
        double wanted = 0;
        double different = 0;
        for (int sample = 0; sample < 8; sample++) {
            float[][] ticks = sample(random, inputs);
            NirRun.Answer answer =
                    new NirRun(NirInlining.inlined(graph), new NirRun.Rules(TICK, subtracts)).run(ticks, TIME_STEPS);
            RealRun real = new RealRun(network, TIME_STEPS, flat(ticks));
            int[][] onChip = engine.spikeCounts(flat(ticks));
            for (int n = 0; n < network.nodes().size(); n++) {
                if (network.nodes().get(n) instanceof SnnNode.LeakyPopulation population) {
                    double[] counts = counts(answer, population.name());
                    assertArrayEquals(counts, real.totals(n), population.name() + " of " + name);
                    for (int i = 0; i < counts.length; i++) {
                        wanted += counts[i];
                        different += Math.abs(counts[i] - onChip[n][i]);
                    }
                }
            }
        }
        assertTrue(wanted > 100, wanted + " spikes");
        assertTrue(different <= 0.06 * wanted, "%s of %s spikes more or fewer".formatted(different, wanted));
    }

    private static double[] counts(NirRun.Answer answer, String node) {
        boolean[][] ticks = Objects.requireNonNull(answer.spikes().get(node));
        double[] counts = new double[ticks[0].length];
        for (boolean[] tick : ticks) {
            for (int i = 0; i < tick.length; i++) {
                counts[i] += tick[i] ? 1 : 0;
            }
        }
        return counts;
    }

    @ParameterizedTest
    @CsvSource({"leaky, 5"})
    void potentialsAreTheAnswerOfALeakyIntegratorAtTheEnd(String name, int inputs) throws IOException {
        NirGraph graph = NirImport.graph(file(name));
        SnnGraph network = NirImport.network(
                        graph, NirImportSettings.asDefined().withTick(TICK).withInput(INPUT))
                .network();
        float[][] ticks = sample(new SplittableRandom(9), inputs);
        double[][] outputs = new NirRun(graph, new NirRun.Rules(TICK, false))
                .run(ticks, TIME_STEPS)
                .outputs();
        double[] real = new RealRun(network, TIME_STEPS, flat(ticks)).answer();
        Engine engine = new Engine(Compiler.compile(network, CHIP, TIME_STEPS), RunOptions.defaults());
        double[] onChip = engine.run(new float[][] {flat(ticks)}).getFirst().outputs();
        for (int o = 0; o < real.length; o++) {
            double mean = 0;
            for (double[] tick : outputs) {
                mean += tick[o] / TIME_STEPS;
            }
            assertEquals(mean, real[o], 1e-5);
            assertEquals(mean, onChip[o], 0.1);
        }
    }

    private static float[][] sample(SplittableRandom random, int inputs) {
        float[][] ticks = new float[TIME_STEPS][inputs];
        for (float[] tick : ticks) {
            for (int i = 0; i < inputs; i++) {
                tick[i] = random.nextInt(65) / 64f;
            }
        }
        return ticks;
    }

    private static float[] flat(float[][] ticks) {
        float[] flat = new float[ticks.length * ticks[0].length];
        for (int t = 0; t < ticks.length; t++) {
            System.arraycopy(ticks[t], 0, flat, t * ticks[t].length, ticks[t].length);
        }
        return flat;
    }

    private static byte[] file(String name) throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(NirFixturesTest.class.getResourceAsStream("/nir/" + name + ".nir"))) {
            return stream.readAllBytes();
        }
    }
}

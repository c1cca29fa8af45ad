package io.aisynapse.core.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.chip.ChipSpecReader;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RandomNetworks;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.UnaryFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CompilerTest {
    private static final ChipSpec LOIHI = ChipProfiles.named("loihi-1").orElseThrow();

    private static final ChipSpec GRADED_LOIHI = with(Map.of("precision.gradedEvents", "true"));

    private final SplittableRandom random = new SplittableRandom(4);

    @Test
    void eachChannelFillsItsMantissasWithinTheExponents() {
        Stage.Population hidden = (Stage.Population)
                Compiler.compile(layers(20, 300, 300, 10), LOIHI, 32).stages().get(2);
        for (int c = 0; c < 300; c++) {
            assertEquals(hidden.membranes().threshold()[0], hidden.membranes().threshold()[c]);
        }
        assertEquals(0, hidden.membranes().threshold()[0] % 64);
        byte[] weight = hidden.synapses().getFirst().kernel().weight();
        int largest = 0;
        for (byte mantissa : weight) {
            largest = Math.max(largest, Math.abs(mantissa));
        }
        assertTrue(largest > 120 && largest <= 127, "largest mantissa " + largest);
    }

    @Test
    void aBiasIsKeptToSixteenBitsOfFraction() {
        Stage.Population first = (Stage.Population)
                Compiler.compile(layers(3, 4, 2), LOIHI, 32).stages().get(1);
        double wanted = 0.3f * (double) first.membranes().threshold()[0] * 65_536;
        assertEquals(wanted, first.membranes().bias()[0], 0.5);
    }

    /** As a saturating function behind features that nobody scaled has it. */
    @Test
    void inputsAndABiasOfManyThresholdsKeepTheirBalance() {
        float bias = 500_000;
        SnnNode.Input input = new SnnNode.Input("input", Shape.vector(1), 1, 20_000);
        SnnNode.Population wide = new SnnNode.Population(
                "wide",
                Shape.vector(1),
                List.of(new Projection(0, new Kernel.Dense(1, 1, new float[] {-50}))),
                new float[] {bias},
                new float[] {1},
                NeuronModel.binary());
        SnnNode.Readout readout = new SnnNode.Readout(
                "readout",
                Shape.vector(1),
                List.of(new Projection(1, new Kernel.Dense(1, 1, new float[] {1}))),
                new float[1]);
        CoreProgram program = Compiler.compile(
                new SnnGraph(List.of(input, wide, readout)),
                ChipProfiles.named("generic").orElseThrow(),
                8);
        Engine engine = new Engine(program, RunOptions.defaults());
        float balanced = bias / 50;
        assertEquals(
                1, engine.run(new float[][] {{0.99f * balanced}}).getFirst().outputs()[0], 1e-6);
        assertEquals(
                0, engine.run(new float[][] {{1.01f * balanced}}).getFirst().outputs()[0], 1e-6);
    }

    @Test
    void aLayerIsCutWithinEveryLimit() {
        CoreProgram program = Compiler.compile(layers(20, 1200, 900, 10), LOIHI, 32);
        for (Piece piece : program.placement().pieces()) {
            assertTrue(piece.load().units() <= 1024);
            assertTrue(piece.load().synapseBytes() <= 131_072);
            assertTrue(piece.load().inputAxons() <= 4096);
            assertTrue(piece.load().outputAxons() <= 4096);
        }
        assertTrue(program.placement().piecesOf(1).size() >= 2);
        long memoryBound = program.placement().piecesOf(2).stream()
                .filter(piece -> piece.load().binds().startsWith("synapse memory"))
                .count();
        assertTrue(memoryBound >= 8, memoryBound + " cores full of synapses");
        assertEquals(1200L * 900 + 900 * 10, program.placement().synapses());
        assertEquals(1200 + 900 + 10, program.placement().neurons());
    }

    @Test
    void everythingThatDoesNotFitIsReportedAtOnce() {
        ChipSpec small = with(Map.of("limit.inputAxons", "50", "limit.synapseBytes", "60"));
        RejectedModelException rejected =
                assertThrows(RejectedModelException.class, () -> Compiler.compile(layers(5, 70, 80, 10), small, 8));
        List<String> places = rejected.findings().stream().map(Finding::place).toList();
        assertEquals(List.of("layer 2", "layer 2", "layer readout", "layer readout"), places);
        assertTrue(
                rejected.findings().stream().allMatch(finding -> finding.code().equals("does-not-fit")));
    }

    @Test
    void aNetworkLargerThanTheChipsIsRefused() {
        ChipSpec few = with(Map.of("limit.neurons", "10", "mesh.maxChips", "1", "mesh.columns", "1", "mesh.rows", "1"));
        RejectedModelException rejected =
                assertThrows(RejectedModelException.class, () -> Compiler.compile(layers(5, 70, 10), few, 8));
        assertEquals("network", rejected.findings().getFirst().place());
    }

    @Test
    void aSecondChipIsOpenedWhenTheFirstIsFull() {
        ChipSpec few = with(Map.of("limit.neurons", "10", "mesh.columns", "2", "mesh.rows", "1"));
        assertEquals(2, Compiler.compile(layers(5, 75, 10), few, 8).placement().chips());
    }

    @Test
    void randomNetworksPassTheCheckOfTheFile() {
        for (int seed = 500; seed < 540; seed++) {
            Compiler.compile(
                    RandomNetworks.network(seed), ChipProfiles.named("generic").orElseThrow(), 8);
        }
    }

    @Test
    void aFunctionsInputMayBeAHundredTimesItsOutputOnAChipWithShortStates() {
        Stage.Population sigmoid = (Stage.Population)
                Compiler.compile(sigmoidOf(1), GRADED_LOIHI, 8).stages().get(1);
        int threshold = sigmoid.membranes().threshold()[0];
        int limit = GRADED_LOIHI.precision().stateLimit();
        assertTrue(limit / (threshold * 255L) >= 64, "the state ends at " + limit / (threshold * 255L));
    }

    private static SnnGraph sigmoidOf(float weight) {
        Shape one = Shape.vector(1);
        NeuronModel model =
                new NeuronModel(255, 2, false, new Transfer.Smooth(UnaryFunction.of(UnaryFunction.Kind.SIGMOID)));
        Projection in = new Projection(0, new Kernel.Dense(1, 1, new float[] {weight}));
        Projection out = new Projection(1, new Kernel.Dense(1, 1, new float[] {1}));
        return new SnnGraph(
                Coding.DIFFERENTIAL,
                0,
                List.of(
                        new SnnNode.Input("input", one, 0.01, 2047),
                        new SnnNode.Population(
                                "sigmoid", one, List.of(in), new float[1], new float[] {1f / 255}, model),
                        new SnnNode.Readout("readout", one, List.of(out), new float[1])));
    }

    private static ChipSpec with(Map<String, String> changes) {
        TreeMap<String, String> entries = new TreeMap<>(LOIHI.entries());
        entries.putAll(changes);
        return ChipSpecReader.read(entries);
    }

    /** Dense layers of these sizes; node i is named i. */
    private SnnGraph layers(int... sizes) {
        List<SnnNode> nodes = new ArrayList<>();
        nodes.add(new SnnNode.Input("input", Shape.vector(sizes[0]), 0.01, 100));
        for (int i = 1; i < sizes.length; i++) {
            float[] weight = new float[sizes[i - 1] * sizes[i]];
            for (int w = 0; w < weight.length; w++) {
                weight[w] = (float) random.nextDouble(-0.2, 0.2);
            }
            float[] bias = new float[sizes[i]];
            Arrays.fill(bias, 0.3f);
            float[] ones = new float[sizes[i]];
            Arrays.fill(ones, 1);
            Projection dense = new Projection(i - 1, new Kernel.Dense(sizes[i - 1], sizes[i], weight));
            Shape shape = Shape.vector(sizes[i]);
            nodes.add(
                    i == sizes.length - 1
                            ? new SnnNode.Readout("readout", shape, List.of(dense), bias)
                            : new SnnNode.Population("" + i, shape, List.of(dense), bias, ones, NeuronModel.binary()));
        }
        return new SnnGraph(nodes);
    }
}

package io.aisynapse.core.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.energy.EnergyModel;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the profiles of single chips ask of networks. */
class ChipLimitsTest {
    private static final int STEPS = 16;

    @Test
    void aNetworkThatFitsRunsOnEveryChip() {
        SnnGraph graph = dense(30, 40, 50, 10);
        for (ChipSpec chip : ChipProfiles.all()) {
            CoreProgram program = Compiler.compile(graph, chip, STEPS);
            for (Piece piece : program.placement().pieces()) {
                assertTrue(piece.load().units() <= chip.limits().neurons(), chip.name());
                assertTrue(piece.load().inputAxons() <= chip.limits().inputAxons(), chip.name());
                assertTrue(piece.load().outputAxons() <= chip.limits().outputAxons(), chip.name());
                assertTrue(piece.load().synapseBytes() <= chip.limits().synapseBytes(), chip.name());
            }
            assertEquals(10, run(program).outputs().length);
        }
    }

    @Test
    void fourAxonTypesMakeAnInputFourAxons() {
        ChipSpec chip = named("truenorth");
        CoreProgram program = Compiler.compile(dense(30, 40, 50, 10), chip, STEPS);
        List<Piece> second = program.placement().piecesOf(2);
        assertEquals(1, second.size());
        assertEquals(160, second.getFirst().load().inputAxons());
        assertEquals(40 * 50 * 4 / 8, second.getFirst().load().synapseBytes());
        assertEquals(160, program.placement().piecesOf(1).getFirst().load().outputAxons());
        assertEquals(
                List.of("layer 2: 260 input axons for a single neuron, wanted at most 256 a core (does-not-fit)"),
                refusal(dense(30, 65, 10, 10), chip));
    }

    @Test
    void aRealTimeChipTakesAtLeastItsTicks() {
        CoreProgram program = Compiler.compile(dense(30, 40, 50, 10), named("spinnaker"), STEPS);
        SampleResult result = run(program);
        double nanoseconds = EnergyModel.of(program).estimate(result.counts()).chipNanoseconds();
        assertEquals(1e6 * result.chipTicks(), nanoseconds, 1e-3);
    }

    @Test
    void asynchronousConvolutionCoresTakeTheirLayersOnly() {
        Window window = new Window(new Window.Extent(17, 3, 1, 8, 8), new Window.Extent(17, 3, 1, 8, 8));
        Shape plane = new Shape(1, 20, 20);
        Shape out = new Shape(1, 7, 7);
        List<SnnNode> nodes = new ArrayList<>();
        nodes.add(new SnnNode.Input("input", plane, 0.01, 100));
        Projection in = new Projection(0, new Kernel.Convolution(1, 1, 1, window, ones(289)));
        nodes.add(population("wide", out, in));
        nodes.add(new SnnNode.SumPool("pool", new Shape(1, 2, 2), 1, square(3, 3)));
        Projection pooled = new Projection(2, new Kernel.Dense(4, 4, ones(16)));
        for (int i = 0; i < 3; i++) {
            nodes.add(population("branch " + i, Shape.vector(4), pooled));
        }
        List<Projection> last = new ArrayList<>();
        for (int i = 3; i < 6; i++) {
            last.add(new Projection(i, new Kernel.Dense(4, 2, ones(8))));
        }
        nodes.add(new SnnNode.Readout("readout", Shape.vector(2), last, new float[2]));
        assertEquals(
                List.of(
                        "layer pool: pool side 3, wanted a power of two (does-not-fit)",
                        "layer wide: kernel side 17, wanted at most 16 (does-not-fit)",
                        "layer wide: layers that its spikes go to 3, wanted at most 2 (does-not-fit)",
                        "layer wide: padding 8, wanted at most 7 (does-not-fit)",
                        "layer wide: stride 3, wanted a power of two (does-not-fit)"),
                refusal(new SnnGraph(Coding.RATE, 0, nodes), named("dynap-cnn")));
    }

    @Test
    void tooManyLayersAreTooManyCores() {
        List<String> refused = refusal(dense(4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4), named("dynap-cnn"));
        assertEquals(List.of("network: 11 cores, wanted at most 9 (1 chips) (does-not-fit)"), refused);
    }

    @Test
    void fewerWeightBitsNeedFewerCores() {
        SnnGraph graph = dense(50, 2000, 2000, 10);
        int eight = Compiler.compile(graph, named("loihi-1"), STEPS).placement().cores();
        ChipSpec narrow = ChipProfiles.changed(named("loihi-1"), "precision.weightBits", "2");
        assertTrue(Compiler.compile(graph, narrow, STEPS).placement().cores() < eight / 2);
    }

    private static SampleResult run(CoreProgram program) {
        float[] sample = new float[program.sampleSize()];
        Arrays.fill(sample, 1);
        return new Engine(program, RunOptions.defaults())
                .run(new float[][] {sample})
                .getFirst();
    }

    private static List<String> refusal(SnnGraph graph, ChipSpec chip) {
        RejectedModelException rejected =
                assertThrows(RejectedModelException.class, () -> Compiler.compile(graph, chip, STEPS));
        return rejected.findings().stream().map(Finding::toText).sorted().toList();
    }

    private static ChipSpec named(String name) {
        return ChipProfiles.named(name).orElseThrow();
    }

    private static Window square(int kernel, int stride) {
        return new Window(new Window.Extent(kernel, stride, 1, 0, 0), new Window.Extent(kernel, stride, 1, 0, 0));
    }

    /** Dense layers of these sizes; node i is named i. */
    private static SnnGraph dense(int... sizes) {
        List<SnnNode> nodes = new ArrayList<>();
        nodes.add(new SnnNode.Input("0", Shape.vector(sizes[0]), 0.01, 100));
        for (int i = 1; i < sizes.length; i++) {
            Projection in =
                    new Projection(i - 1, new Kernel.Dense(sizes[i - 1], sizes[i], weights(sizes[i - 1] * sizes[i])));
            nodes.add(
                    i < sizes.length - 1
                            ? population(Integer.toString(i), Shape.vector(sizes[i]), in)
                            : new SnnNode.Readout("readout", Shape.vector(sizes[i]), List.of(in), new float[sizes[i]]));
        }
        return new SnnGraph(Coding.RATE, 0, nodes);
    }

    private static SnnNode population(String name, Shape shape, Projection in) {
        float[] unit = new float[shape.channels()];
        Arrays.fill(unit, 1);
        return new SnnNode.Population(
                name, shape, List.of(in), new float[shape.channels()], unit, NeuronModel.binary());
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 0.1f);
        return ones;
    }

    private static float[] weights(int count) {
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = (i * 7919 % 201 - 100) / 300f;
        }
        return weights;
    }
}

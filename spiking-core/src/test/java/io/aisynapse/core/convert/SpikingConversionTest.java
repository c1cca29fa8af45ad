package io.aisynapse.core.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.snn.SnnSimulator;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import io.aisynapse.core.tensor.Window.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Small random networks: with many time steps the spiking one must answer as the original does. */
class SpikingConversionTest {
    private static final int MANY_TIME_STEPS = 512;

    private final SplittableRandom random = new SplittableRandom(20_261_124);
    private final List<AnnNode> nodes = new ArrayList<>();

    @Test
    void aPerceptronAnswersAsTheOriginal() {
        int input = input(Shape.vector(12));
        int hidden = relu(dense(input, 20));
        dense(relu(dense(hidden, 15)), 4);
        assertAnswersAgree();
    }

    @Test
    void aConvolutionWithAveragePoolAnswersAsTheOriginal() {
        int input = input(new Shape(2, 8, 8));
        int first = relu(convolution(input, 6, square(3, 1, 1)));
        int pooled = add(new AnnLayer.AveragePool(square(2, 2, 0), true), square(2, 2, 0), first);
        int second = relu(convolution(pooled, 5, square(3, 1, 1)));
        dense(second, 3);
        assertAnswersAgree();
    }

    @Test
    void anAveragePoolThatDoesNotCountItsPaddingAnswersAsTheOriginal() {
        int first = relu(convolution(input(new Shape(1, 6, 6)), 4, square(3, 1, 1)));
        dense(add(new AnnLayer.AveragePool(square(3, 2, 1), false), square(3, 2, 1), first), 3);
        assertAnswersAgree();
    }

    @Test
    void aMaxPoolAnswersAsTheOriginal() {
        int first = relu(convolution(input(new Shape(1, 8, 8)), 4, square(3, 1, 1)));
        dense(add(new AnnLayer.MaxPool(square(3, 2, 1)), square(3, 2, 1), first), 3);
        assertAnswersAgree();
    }

    @Test
    void aResidualSumIsOneMembraneWithTwoProjections() {
        int first = relu(convolution(input(new Shape(1, 6, 6)), 4, square(3, 1, 1)));
        int second = convolution(first, 4, square(3, 1, 1));
        int sum = node(new AnnLayer.Add(), nodes.get(first).shape(), first, second);
        dense(relu(sum), 3);
        SpikingConverted converted = assertAnswersAgree();
        SnnNode.Population population =
                (SnnNode.Population) converted.snn().nodes().get(2);
        assertEquals(2, population.projections().size());
    }

    @Test
    void twoLinearLayersInARowMeetInAPairOfPopulations() {
        int first = dense(input(Shape.vector(10)), 8);
        dense(first, 3);
        SpikingConverted converted = assertAnswersAgree();
        assertEquals(2, converted.layers().size());
        assertTrue(converted.layers().get(1).part() == LayerStatistics.Part.NEGATIVE);
    }

    @Test
    void branchesKeepTheirOwnThresholdsBehindAConcatenation() {
        int input = input(new Shape(1, 6, 6));
        int left = relu(convolution(input, 3, square(3, 1, 1)));
        int right = relu(convolution(input, 2, square(1, 1, 0)));
        int both = node(new AnnLayer.Concat(), new Shape(5, 6, 6), left, right);
        dense(relu(convolution(both, 4, square(3, 1, 1))), 3);
        assertAnswersAgree();
    }

    @Test
    void theInputBesideSpikesInAConcatenationStaysACurrent() {
        int input = input(Shape.vector(12));
        int hidden = relu(dense(input, 20));
        int both = node(new AnnLayer.Concat(), Shape.vector(32), input, hidden);
        dense(relu(dense(both, 15)), 4);
        SpikingConverted converted = assertAnswersAgree();
        Stage second = Compiler.compile(
                        converted.snn(), ChipProfiles.named("generic").orElseThrow(), MANY_TIME_STEPS)
                .stages()
                .stream()
                .filter(stage -> stage.shape().size() == 15)
                .findFirst()
                .orElseThrow();
        assertEquals(1, second.incoming().size());
        assertEquals(1, second.constants().size());
    }

    @Test
    void zeroTimeStepsAreRefused() {
        dense(relu(dense(input(Shape.vector(3)), 3)), 2);
        assertThrows(
                RejectedModelException.class,
                () -> SpikingConversion.calibrate(graph(), samples(2)).convert(Scheme.RATE, 0));
    }

    @Test
    void aMaximumOverASumOfReluOutputsGetsNeuronsOfItsOwn() {
        int input = input(new Shape(1, 4, 4));
        int left = relu(convolution(input, 2, square(3, 1, 1)));
        int right = relu(convolution(input, 2, square(3, 1, 1)));
        int sum = node(new AnnLayer.Add(), new Shape(2, 4, 4), left, right);
        dense(add(new AnnLayer.MaxPool(square(2, 2, 0)), square(2, 2, 0), sum), 2);
        assertAnswersAgree();
    }

    @Test
    void aMaximumOverValuesOfBothSignsIsThatOfBothHalves() {
        int input = input(new Shape(1, 4, 4));
        int linear = convolution(input, 2, square(3, 1, 1));
        dense(add(new AnnLayer.MaxPool(square(2, 2, 0)), square(2, 2, 0), linear), 2);
        assertAnswersAgree();
    }

    @Test
    void aLeakyReluIsTwoPopulationsTheSecondWorthLess() {
        int input = input(new Shape(1, 4, 4));
        int linear = convolution(input, 2, square(3, 1, 1));
        dense(node(new AnnLayer.LeakyRelu(new float[] {0.3f, 0.1f}), new Shape(2, 4, 4), linear), 2);
        assertAnswersAgree();
    }

    private SpikingConverted assertAnswersAgree() {
        AnnGraph graph = graph();
        SpikingConverted converted =
                SpikingConversion.calibrate(graph, samples(64)).convert(Scheme.RATE, MANY_TIME_STEPS);
        SnnSimulator simulator = new SnnSimulator(converted.snn());
        AnnRunner runner = new AnnRunner(graph);
        double distance = 0;
        double size = 0;
        for (float[] sample : samples(10)) {
            float[] wanted = runner.run(sample)[nodes.size() - 1];
            double[] got = simulator.run(sample, MANY_TIME_STEPS);
            for (int i = 0; i < wanted.length; i++) {
                distance += (got[i] - wanted[i]) * (got[i] - wanted[i]);
                size += wanted[i] * wanted[i];
            }
        }
        assertTrue(Math.sqrt(distance / size) < 0.05, "relative error " + Math.sqrt(distance / size));
        return converted;
    }

    private AnnGraph graph() {
        AnnGraph.ModelInput input = new AnnGraph.ModelInput("input", List.of(), 0, false);
        return AnnGraph.simple(input, nodes, new Tail(false, List.of(), true), "output");
    }

    private float[][] samples(int count) {
        SplittableRandom data = new SplittableRandom(5);
        float[][] samples = new float[count][nodes.getFirst().shape().size()];
        for (float[] sample : samples) {
            for (int i = 0; i < sample.length; i++) {
                sample[i] = (float) (data.nextDouble() * 2 - 0.6);
            }
        }
        return samples;
    }

    private int input(Shape shape) {
        return node(new AnnLayer.Input(), shape);
    }

    private int relu(int source) {
        return node(
                new AnnLayer.Relu(Float.POSITIVE_INFINITY), nodes.get(source).shape(), source);
    }

    private int dense(int source, int outputs) {
        int inputs = nodes.get(source).shape().size();
        AnnLayer layer = new AnnLayer.Dense(inputs, outputs, weights(inputs * outputs, inputs), weights(outputs, 4));
        return node(layer, Shape.vector(outputs), source);
    }

    private int convolution(int source, int outputs, Window window) {
        Shape shape = nodes.get(source).shape();
        int fanIn = shape.channels() * window.area();
        float[] weight = weights(outputs * fanIn, fanIn);
        return node(
                new AnnLayer.Conv(shape.channels(), outputs, 1, window, weight, weights(outputs, 4)),
                window.outputShape(shape, outputs),
                source);
    }

    private int add(AnnLayer pool, Window window, int source) {
        Shape shape = nodes.get(source).shape();
        return node(pool, window.outputShape(shape, shape.channels()), source);
    }

    private int node(AnnLayer layer, Shape shape, Integer... sources) {
        nodes.add(new AnnNode("node_" + nodes.size(), "", layer, List.of(sources), shape));
        return nodes.size() - 1;
    }

    private float[] weights(int count, int fanIn) {
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = (float) ((random.nextDouble() * 2 - 0.9) * Math.sqrt(3.0 / fanIn));
        }
        return weights;
    }

    private static Window square(int kernel, int stride, int pad) {
        Extent extent = new Extent(kernel, stride, 1, pad, pad);
        return new Window(extent, extent);
    }
}

package io.aisynapse.core.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.UnaryFunction;
import io.aisynapse.core.tensor.UnaryFunction.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class HomogeneousTest {
    private static final UnaryFunction SQRT = UnaryFunction.of(Kind.SQRT);
    private static final UnaryFunction RECIPROCAL = UnaryFunction.of(Kind.RECIPROCAL);
    private static final UnaryFunction CUBE = new UnaryFunction(Kind.POWER, 3, 0);

    @Test
    void aScaledInputGivesTheOutputItsFactor() {
        for (UnaryFunction function : List.of(SQRT, RECIPROCAL, CUBE)) {
            Homogeneous scaled = Homogeneous.of(function, 1000);
            for (double x : new double[] {0.02, 1, 3.7, 1500}) {
                double wanted = scaled.output() * function.apply(x);
                assertEquals(wanted, function.apply(scaled.input() * x), 1e-9 * Math.abs(wanted));
            }
        }
    }

    @Test
    void bothRangesAreMadeAlike() {
        assertAlike(SQRT, 2e6, 1414);
        assertAlike(RECIPROCAL, 1500, 1 / 0.7);
        assertAlike(CUBE, 20, 8000);
    }

    private static void assertAlike(UnaryFunction function, double input, double output) {
        Homogeneous scaled = Homogeneous.of(function, input / output);
        double ratio = input * scaled.input() / (output * scaled.output());
        assertTrue(ratio > 0.2 && ratio < 5, function.toText() + ": ranges differ by " + ratio);
    }

    @Test
    void otherFunctionsAndRangesThatAreAlikeStay() {
        assertEquals(1, Homogeneous.of(UnaryFunction.of(Kind.SIGMOID), 1000).input());
        assertEquals(
                1, Homogeneous.of(new UnaryFunction(Kind.POWER, 1, 0), 1000).input());
        assertEquals(1, Homogeneous.of(SQRT, 2).input());
        assertEquals(1, Homogeneous.of(SQRT, Double.NaN).input());
        assertEquals(1, Homogeneous.of(SQRT, Double.POSITIVE_INFINITY).input());
    }

    @Test
    void aPopulationsMembraneIsScaledAndItsEventsWithIt() {
        Homogeneous scaled = new Homogeneous(new Transfer.Smooth(RECIPROCAL), 0.25, 4);
        Projection projection = new Projection(0, new Kernel.Dense(1, 1, new float[] {32}));
        NeuronModel model = new NeuronModel(255, 2, false, scaled.transfer());
        SnnNode.Population plain = new SnnNode.Population(
                "1/x", Shape.vector(1), List.of(projection), new float[] {16}, new float[] {0.5f}, model);
        SnnNode.Population inScale = scaled.in(plain);
        assertEquals(2, ((Kernel.Dense) inScale.projections().getFirst().kernel()).weight()[0]);
        assertEquals(1, inScale.bias()[0]);
        assertEquals(2, inScale.eventValue()[0]);
    }
}

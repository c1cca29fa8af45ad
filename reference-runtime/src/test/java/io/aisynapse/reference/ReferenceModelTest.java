package io.aisynapse.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph.ModelInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReferenceModelTest {
    private static final ModelInput MLP = new ModelInput("input", List.of(784), 0, false);

    @Test
    void innerTensorsBecomeVisibleBesideTheOutput() throws IOException {
        byte[] model = fixture("mnist_mlp");
        List<String> tensors = List.of("/0/Gemm_output_0", "/1/Relu_output_0", "output");
        try (ReferenceModel reference = ReferenceModel.open(model, List.of(MLP), tensors)) {
            float[][] values = reference.run(ramp(784));
            assertEquals(10, values[2].length);
            for (int i = 0; i < values[0].length; i++) {
                assertEquals(Math.max(0, values[0][i]), values[1][i]);
            }
        }
    }

    @Test
    void theOutputIsTheSameWithAndWithoutInnerTensors() throws IOException {
        byte[] model = fixture("mnist_mlp");
        try (ReferenceModel plain = ReferenceModel.open(model, List.of(MLP), List.of("output"));
                ReferenceModel open = ReferenceModel.open(model, List.of(MLP), List.of("output", "/1/Relu_output_0"))) {
            assertArrayEquals(plain.run(ramp(784))[0], open.run(ramp(784))[0], 1e-5f);
        }
    }

    @Test
    void aDeclaredOutputIsNotDeclaredTwice() throws IOException {
        byte[] model = fixture("mnist_mlp");
        assertEquals(Set.of("output"), GraphOutputs.names(model));
        assertSame(model, GraphOutputs.append(model, List.of("output")));
        byte[] opened = GraphOutputs.append(model, List.of("output", "/1/Relu_output_0"));
        assertEquals(Set.of("output", "/1/Relu_output_0"), GraphOutputs.names(opened));
    }

    @Test
    void halfPrecisionModelsAreFedHalves() throws IOException {
        ModelInput half = new ModelInput("input", List.of(784), 0, true);
        try (ReferenceModel exact = ReferenceModel.open(fixture("mnist_mlp"), List.of(MLP), List.of("output"));
                ReferenceModel reference =
                        ReferenceModel.open(fixture("mnist_mlp_fp16"), List.of(half), List.of("output"))) {
            float[] wanted = exact.run(ramp(784))[0];
            float[] seen = reference.run(ramp(784))[0];
            for (int i = 0; i < wanted.length; i++) {
                assertEquals(wanted[i], seen[i], 0.05f * Math.max(1, Math.abs(wanted[i])));
            }
        }
    }

    @Test
    void aFixedBatchOfOneIsServed() throws IOException {
        ModelInput image = new ModelInput("input", List.of(1, 28, 28), 1, false);
        try (ReferenceModel reference =
                ReferenceModel.open(fixture("mnist_lenet_maxpool"), List.of(image), List.of("output"))) {
            assertEquals(10, reference.run(ramp(784))[0].length);
        }
    }

    @Test
    void aBatchOfMoreYieldsItsFirstSample() throws IOException {
        ModelInput four = new ModelInput("input", List.of(784), 4, false);
        try (ReferenceModel one = ReferenceModel.open(fixture("mnist_mlp"), List.of(MLP), List.of("output"));
                ReferenceModel more = ReferenceModel.open(fixture("mnist_mlp"), List.of(four), List.of("output"))) {
            assertArrayEquals(one.run(ramp(784))[0], more.run(ramp(784))[0], 1e-4f);
        }
    }

    @Test
    void bytesThatAreNoModelAreRefused() {
        ReferenceException refusal = assertThrows(
                ReferenceException.class,
                () -> ReferenceModel.open(new byte[] {1, 2, 3}, List.of(MLP), List.of("output")));
        assertTrue(refusal.toString().contains("protobuf"), refusal.toString());
    }

    private static float[] ramp(int size) {
        float[] sample = new float[size];
        for (int i = 0; i < size; i++) {
            sample[i] = i % 29 / 29f;
        }
        return sample;
    }

    private static byte[] fixture(String name) throws IOException {
        String path = "/fixtures/models/" + name + ".onnx";
        try (InputStream bytes = ReferenceModelTest.class.getResourceAsStream(path)) {
            if (bytes == null) {
                throw new IllegalStateException("no fixture " + path);
            }
            return bytes.readAllBytes();
        }
    }
}

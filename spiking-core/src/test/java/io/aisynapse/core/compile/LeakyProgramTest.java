package io.aisynapse.core.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.chip.ChipSpecReader;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.neuron.LeakyMembrane;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.ProgramCheck;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.snn.SnnVerifier;
import io.aisynapse.core.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Programs of leaky and recurrent networks: what is refused, how they are placed, and their file. */
class LeakyProgramTest {
    private static final ChipSpec LOIHI = ChipProfiles.named("loihi-1").orElseThrow();
    private static final int SIZE = 30;

    @Test
    void aProgramComesBackFromItsFileAndRunsTheSame() throws IOException {
        CoreProgram program = Compiler.compile(recurrent(Coding.RATE, 3, 1), LOIHI, 12);
        byte[] file = CoreProgramFile.write(program);
        CoreProgram back = CoreProgramFile.read(file);
        assertArrayEquals(file, CoreProgramFile.write(back));
        float[][] samples = {sample()};
        var wanted = new Engine(program, RunOptions.defaults()).run(samples).getFirst();
        var found = new Engine(back, RunOptions.defaults()).run(samples).getFirst();
        assertArrayEquals(wanted.outputs(), found.outputs());
        assertEquals(wanted.counts(), found.counts());
        assertTrue(wanted.counts().operations().spikes() > 0);
    }

    @Test
    void aFileOfTheVersionBeforeIsRefusedByItsVersion() {
        byte[] file = CoreProgramFile.write(Compiler.compile(recurrent(Coding.RATE, 3, 1), LOIHI, 12));
        file[7]--;
        IOException refused = assertThrows(IOException.class, () -> CoreProgramFile.read(file));
        assertEquals("no core program of format version 4", refused.getMessage());
    }

    /** Damage that its checksum does not show: each gives a program that passes the check, or a refusal. */
    @Test
    void aDamagedBodyIsAProgramOrRefused() {
        byte[] file = CoreProgramFile.write(Compiler.compile(recurrent(Coding.RATE, 3, 1), LOIHI, 2));
        SplittableRandom random = new SplittableRandom(7);
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] damaged = file.clone();
            damaged[random.nextInt(8, file.length - 4)] ^= (byte) (1 << random.nextInt(8));
            try {
                CoreProgram program = new ProgramReader(damaged, 8, file.length - 12).read();
                if (ProgramCheck.faults(program).isEmpty() && program.timeSteps() < 50) {
                    new Engine(program, RunOptions.defaults()).run(new float[][] {new float[program.sampleSize()]});
                } else {
                    refused++;
                }
            } catch (IOException | IllegalArgumentException | ArithmeticException | RejectedModelException e) {
                refused++;
            }
        }
        assertTrue(refused > 150, refused + " of 1000 refused");
    }

    @Test
    void aDelayThatTheChipLacksIsAFinding() {
        RejectedModelException refused = assertThrows(
                RejectedModelException.class, () -> Compiler.compile(recurrent(Coding.RATE, 63, 1), LOIHI, 12));
        Finding finding = refused.findings().getFirst();
        assertEquals("does-not-fit", finding.code());
        assertEquals("layer neurons", finding.place());
        assertEquals("a delay of 63 ticks", finding.seen());
        assertEquals("at most 62", finding.wanted());
    }

    @Test
    void whatLeadsBackWithoutADelayIsAFinding() {
        List<Finding> findings = SnnVerifier.findings(recurrent(Coding.RATE, 0, 1));
        assertEquals(1, findings.size());
        assertEquals(
                "a delay of 1 or more wherever a network leads back",
                findings.getFirst().wanted());
    }

    @Test
    void otherCodingsHaveNoLeakyNeurons() {
        List<Finding> findings = SnnVerifier.findings(recurrent(Coding.DIFFERENTIAL, 3, 1));
        assertEquals(List.of("layer input", "layer neurons", "layer readout"), places(findings));
    }

    @Test
    void aNeuronOnAChipWithOneThresholdACoreHasTheThresholdOfItsLayer() {
        CoreProgram program = Compiler.compile(recurrent(Coding.RATE, 3, 2), LOIHI, 12);
        Stage.LeakyPopulation neurons = (Stage.LeakyPopulation) program.stages().get(1);
        int[] threshold = neurons.firing().threshold();
        assertEquals(1, Arrays.stream(threshold).distinct().count());
        assertEquals(0, threshold[0] % 64);
    }

    @Test
    void aRecurrentNetworkIsPlacedOverSeveralChips() {
        TreeMap<String, String> entries = new TreeMap<>(LOIHI.entries());
        entries.put("limit.neurons", "4");
        entries.put("mesh.columns", "1");
        entries.put("mesh.rows", "1");
        CoreProgram small = Compiler.compile(recurrent(Coding.RATE, 3, 1), ChipSpecReader.read(entries), 12);
        CoreProgram large = Compiler.compile(recurrent(Coding.RATE, 3, 1), LOIHI, 12);
        assertTrue(small.placement().chips() > 1);
        var few = new Engine(small, RunOptions.defaults())
                .run(new float[][] {sample()})
                .getFirst();
        var one = new Engine(large, RunOptions.defaults())
                .run(new float[][] {sample()})
                .getFirst();
        assertArrayEquals(one.outputs(), few.outputs());
        assertEquals(one.counts().operations(), few.counts().operations());
        assertTrue(few.counts().traffic().messages() > one.counts().traffic().messages());
        assertTrue(few.counts().traffic().eastWestHops() > 0);
    }

    private static List<String> places(List<Finding> findings) {
        return findings.stream().map(Finding::place).toList();
    }

    private static float[] sample() {
        SplittableRandom random = new SplittableRandom(3);
        float[] sample = new float[10 * 12];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = random.nextInt(2);
        }
        return sample;
    }

    /** Ten spike trains, neurons that hear themselves, two of their potentials' sums. */
    private static SnnGraph recurrent(Coding coding, int delay, float spread) {
        SplittableRandom random = new SplittableRandom(5);
        double[] steps = new double[10];
        Arrays.fill(steps, 1);
        float[] threshold = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            threshold[i] = 1 + (spread - 1) * i / SIZE;
        }
        Firing firing = new Firing(threshold, Firing.Reset.SUBTRACT, threshold, 1);
        List<Projection> projections = List.of(
                new Projection(0, dense(random, 10, SIZE)), new Projection(1, dense(random, SIZE, SIZE), delay));
        Decoding decoding = new Decoding.Potential(LeakyMembrane.uniform(2, 0.9f, 0), Decoding.Over.MAXIMUM);
        return new SnnGraph(
                coding,
                0,
                List.of(
                        new SnnNode.Input("input", Shape.vector(10), steps, 1, true),
                        new SnnNode.LeakyPopulation(
                                "neurons",
                                Shape.vector(SIZE),
                                projections,
                                new float[SIZE],
                                LeakyMembrane.uniform(SIZE, 0.9f, 0.5f),
                                firing),
                        new SnnNode.Readout(
                                "readout",
                                Shape.vector(2),
                                List.of(new Projection(1, dense(random, SIZE, 2))),
                                new float[2],
                                decoding)));
    }

    private static Kernel dense(SplittableRandom random, int inputs, int outputs) {
        float[] weight = new float[inputs * outputs];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) random.nextDouble(-0.2, 0.4);
        }
        return new Kernel.Dense(inputs, outputs, weight);
    }
}

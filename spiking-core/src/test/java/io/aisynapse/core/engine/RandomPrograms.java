package io.aisynapse.core.engine;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.chip.ChipSpecReader;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.engine.leaky.RandomLeakyNetworks;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.snn.SnnGraph;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Programs of all kinds by a seed, cut over small cores: every second one leaks and may be recurrent and delayed, the
 * others are of all codings.
 */
record RandomPrograms(CoreProgram program, float[] sample) {
    static RandomPrograms of(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int timeSteps = random.nextInt(2, 14);
        boolean leaky = seed % 2 == 0;
        SnnGraph graph =
                leaky ? RandomLeakyNetworks.network(seed, seed % 3 != 1, seed % 3 == 1) : RandomNetworks.network(seed);
        CoreProgram program = compile(graph, timeSteps, seed).withReadoutStart(random.nextInt(timeSteps));
        if (!leaky && graph.coding() == Coding.RATE && random.nextBoolean()) {
            program = program.withStartDelay(random.nextInt(timeSteps));
        }
        float[] sample =
                leaky ? RandomLeakyNetworks.sample(graph, timeSteps, random) : RandomNetworks.sample(graph, random);
        return new RandomPrograms(program, sample);
    }

    /** A network too large for a small core runs on the chip without limits. */
    private static CoreProgram compile(SnnGraph graph, int timeSteps, int seed) {
        ChipSpec generic = ChipProfiles.named("generic").orElseThrow();
        TreeMap<String, String> small = new TreeMap<>(generic.entries());
        small.put("limit.neurons", "25");
        try {
            return Compiler.compile(graph, seed % 3 == 0 ? generic : ChipSpecReader.read(small), timeSteps);
        } catch (RejectedModelException tooLarge) {
            return Compiler.compile(graph, generic, timeSteps);
        }
    }
}

package io.aisynapse.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What a run allocates does not depend on its ticks, by the counter of the virtual machine. Vectors and iterators are
 * objects until the machine has compiled the loops: the least of many runs counts, in a machine of its own, since what
 * other tests ran before decides how loops are compiled.
 */
class AllocationTest {
    private static final int NETWORKS = 6;
    private static final int TIME_STEPS = 12;
    private static final int MOST_RUNS = 60_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void twiceTheTicksAllocateNoMore() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AllocationTest.class.getName()));
        Process alone = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(alone.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, alone.waitFor(), said);
    }

    /** What the test runs in a machine of its own; ends with an error when a network allocates by the tick. */
    public static void main(String[] arguments) {
        int compared = 0;
        for (int seed = 0; compared < NETWORKS; seed++) {
            SnnGraph graph = RandomNetworks.network(seed);
            boolean evaluates = graph.nodes().stream().anyMatch(SnnNode.Unit.class::isInstance);
            if (!evaluates && graph.nodes().size() < 6) {
                float[] sample = RandomNetworks.sample(graph, new SplittableRandom(seed));
                compare(seed, new Runs(graph, TIME_STEPS, sample), new Runs(graph, 2 * TIME_STEPS, sample));
                compared++;
            }
        }
    }

    private static void compare(int seed, Runs once, Runs twice) {
        for (int run = 0; run < MOST_RUNS && (run < 8 || once.least != twice.least); run++) {
            once.run();
            twice.run();
        }
        assertEquals(once.least, twice.least, "network " + seed);
    }

    /** One network, one number of ticks. */
    private static final class Runs {
        private final Engine engine;
        private final float[][] samples;
        private long least = Long.MAX_VALUE;

        Runs(SnnGraph graph, int timeSteps, float[] sample) {
            var program = Compiler.compile(graph, ChipProfiles.named("generic").orElseThrow(), timeSteps);
            engine = new Engine(program, new RunOptions(1, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER));
            samples = new float[][] {sample};
        }

        void run() {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            engine.run(samples);
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
    }
}

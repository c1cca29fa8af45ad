package io.aisynapse.standalone.bench.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.real.RealRun;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CubaNetworkTest {
    private static final int TICKS = 2000;

    /** Single spike times drift apart in a network of this kind; rates must not. */
    @Test
    void neuronsFireAtTheRateOfDoublePrecision() {
        SnnGraph graph = CubaNetwork.of(1);
        CoreProgram program =
                Compiler.compile(graph, ChipProfiles.named("generic").orElseThrow(), TICKS);
        var counts = new Engine(program, RunOptions.defaults())
                .run(new float[][] {{0}})
                .getFirst()
                .counts();
        double real =
                Arrays.stream(new RealRun(graph, TICKS, new float[1]).totals(1)).sum();
        assertTrue(real > 1000, real + " spikes are too few");
        assertEquals(real, counts.operations().spikes(), real * 0.05);
        assertEquals(0, counts.saturations());
    }

    @Test
    void connectsEachPairWithTwoPercent() {
        CoreProgram program = Compiler.compile(
                CubaNetwork.of(2), ChipProfiles.named("generic").orElseThrow(), 1);
        double pairs = (double) CubaNetwork.NEURONS * CubaNetwork.NEURONS;
        assertEquals(0.02, (program.placement().synapses() - CubaNetwork.NEURONS) / pairs, 0.0005);
    }
}

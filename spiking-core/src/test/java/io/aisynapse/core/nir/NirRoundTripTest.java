package io.aisynapse.core.nir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RandomNetworks;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.nir.file.NirWriter;
import io.aisynapse.core.nir.graph.NirGraph;
import io.aisynapse.core.nir.graph.NirNode;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.snn.SnnSimulator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NirRoundTripTest {
    private static final NirGraph NOTHING =
            new NirGraph(new LinkedHashMap<>(), List.of(), new LinkedHashMap<>(), new LinkedHashMap<>());
    private static final int TIME_STEPS = 16;
    private static final ChipSpec CHIP = ChipProfiles.named("generic").orElseThrow();

    @Test
    void anExportedNetworkSpikesTheSameAfterImport() {
        int compared = 0;
        for (int seed = 0; seed < 150; seed++) {
            SnnGraph network = RateNetworks.network(seed);
            NirGraph graph = exported(network);
            if (hasPoolsAsMatrices(graph)) {
                continue;
            }
            byte[] file = NirWriter.write(graph);
            SnnGraph back = NirImport.read(file, NirImportSettings.asDefined()).network();
            float[] sample = RandomNetworks.sample(network, new SplittableRandom(seed));
            assertSpikesEqual(seed, spikes(network, sample), spikes(back, sample));
            compared++;
        }
        assertTrue(compared > 75, compared + " compared");
    }

    /** Nothing for a network that is refused, which only a pool over rearranged values may be. */
    private static NirGraph exported(SnnGraph network) {
        try {
            return NirExport.graph(network, NirSettings.plain(TIME_STEPS)).graph();
        } catch (RejectedModelException e) {
            assertTrue(e.getMessage().contains("a pool over rearranged values"), e.getMessage());
            return NOTHING;
        }
    }

    private static boolean hasPoolsAsMatrices(NirGraph graph) {
        return graph.nodes().isEmpty()
                || graph.nodes().entrySet().stream()
                        .anyMatch(entry -> entry.getKey().startsWith("pool")
                                && (entry.getValue() instanceof NirNode.Conv
                                        || entry.getValue() instanceof NirNode.Affine));
    }

    private static void assertSpikesEqual(int seed, List<int[]> wanted, List<int[]> seen) {
        assertEquals(wanted.size(), seen.size(), "populations of seed " + seed);
        for (int i = 0; i < wanted.size(); i++) {
            assertArrayEquals(wanted.get(i), seen.get(i), "population %d of seed %d".formatted(i, seed));
        }
    }

    /** Spike counts by population; in real numbers, since rearranged weights are rounded otherwise on a chip. */
    private static List<int[]> spikes(SnnGraph network, float[] sample) {
        SnnSimulator simulator = new SnnSimulator(network);
        simulator.run(sample, TIME_STEPS);
        List<int[]> spikes = new ArrayList<>();
        for (int i = 0; i < network.nodes().size(); i++) {
            if (network.nodes().get(i) instanceof SnnNode.Population) {
                spikes.add(Arrays.stream(simulator.counts(i))
                        .mapToInt(count -> (int) count)
                        .toArray());
            }
        }
        return spikes;
    }

    /** A neuron that a map names twice has its two weights added in the file, before they are rounded. */
    @Test
    void onTheChipSpikesAreTheSameAfterImport() {
        int compared = 0;
        for (int seed = 0; compared < 220; seed++) {
            SnnGraph network = RateNetworks.network(seed);
            NirGraph graph = isOneToOne(network) ? exported(network) : NOTHING;
            if (hasPoolsAsMatrices(graph)) {
                continue;
            }
            SnnGraph back = NirImport.read(NirWriter.write(graph), NirImportSettings.asDefined())
                    .network();
            float[] sample = RandomNetworks.sample(network, new SplittableRandom(seed));
            assertSpikesEqual(seed, chipSpikes(network, sample), chipSpikes(back, sample));
            compared++;
        }
    }

    private static boolean isOneToOne(SnnGraph network) {
        return network.nodes().stream()
                .noneMatch(node -> node instanceof SnnNode.IndexMap map
                        && Arrays.stream(map.map())
                                        .filter(i -> i >= 0)
                                        .distinct()
                                        .count()
                                < Arrays.stream(map.map()).filter(i -> i >= 0).count());
    }

    private static List<int[]> chipSpikes(SnnGraph network, float[] sample) {
        Engine engine = new Engine(Compiler.compile(network, CHIP, TIME_STEPS), RunOptions.defaults());
        int[][] counts = engine.spikeCounts(sample);
        List<int[]> spikes = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (network.nodes().get(i) instanceof SnnNode.Population) {
                spikes.add(counts[i]);
            }
        }
        return spikes;
    }

    @Test
    void everyTruncationAndBitFlipIsReadOrRefused() {
        byte[] file = NirExport.write(RateNetworks.network(12), NirSettings.plain(TIME_STEPS));
        SplittableRandom random = new SplittableRandom(3);
        int refused = 0;
        for (int i = 0; i < 264; i++) {
            byte[] damaged = i < 64 ? Arrays.copyOf(file, file.length * i / 64) : file.clone();
            if (i >= 64) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                NirImport.read(damaged, NirImportSettings.asDefined());
            } catch (RejectedModelException e) {
                refused++;
            }
        }
        assertTrue(refused >= 64, refused + " refused");
    }

    @Test
    void withoutOurMetadataNeuronsResetAsNirDefinesUnlessTheUserSaysOtherwise() {
        NirGraph plain = NirExport.graph(RateNetworks.network(12), NirSettings.plain(TIME_STEPS))
                .graph();
        plain.metadata().clear();
        assertEquals(Set.of(Firing.Reset.TO_VALUE), resets(NirImport.network(plain, NirImportSettings.asDefined())));
        NirImported subtracting =
                NirImport.network(plain, NirImportSettings.asDefined().subtracting());
        assertEquals(Set.of(Firing.Reset.SUBTRACT), resets(subtracting));
        assertEquals("reset", subtracting.notes().getFirst().code());
    }

    private static Set<Firing.Reset> resets(NirImported imported) {
        Set<Firing.Reset> resets = new HashSet<>();
        for (SnnNode node : imported.network().nodes()) {
            if (node instanceof SnnNode.LeakyPopulation population) {
                resets.add(population.firing().reset());
            }
        }
        return resets;
    }
}

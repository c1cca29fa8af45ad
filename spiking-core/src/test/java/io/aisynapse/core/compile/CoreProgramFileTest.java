package io.aisynapse.core.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RandomNetworks;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.snn.SnnGraph;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class CoreProgramFileTest {
    private static final ChipSpec CHIP = ChipProfiles.named("generic").orElseThrow();

    @Test
    void aProgramReadBackWritesTheSameBytesAndComputesTheSame() throws IOException {
        for (int seed = 0; seed < 30; seed++) {
            SnnGraph graph = RandomNetworks.network(seed);
            CoreProgram program = Compiler.compile(graph, CHIP, 7);
            byte[] file = CoreProgramFile.write(program);
            CoreProgram back = CoreProgramFile.read(file);
            assertArrayEquals(file, CoreProgramFile.write(back));
            float[][] samples = {RandomNetworks.sample(graph, new SplittableRandom(seed))};
            var wanted = new Engine(program, RunOptions.defaults()).run(samples).getFirst();
            var found = new Engine(back, RunOptions.defaults()).run(samples).getFirst();
            assertArrayEquals(wanted.outputs(), found.outputs());
            assertEquals(wanted.counts(), found.counts());
        }
    }

    @Test
    void theSameNetworkCompilesToTheSameBytes() {
        byte[] first = CoreProgramFile.write(Compiler.compile(RandomNetworks.network(5), CHIP, 7));
        byte[] second = CoreProgramFile.write(Compiler.compile(RandomNetworks.network(5), CHIP, 7));
        assertArrayEquals(first, second);
    }

    @Test
    void aFileWithAByteChangedOrCutIsRefused() {
        byte[] file = CoreProgramFile.write(Compiler.compile(RandomNetworks.network(3), CHIP, 7));
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 300; i++) {
            byte[] changed = file.clone();
            changed[random.nextInt(file.length)] ^= (byte) random.nextInt(1, 256);
            assertThrows(IOException.class, () -> CoreProgramFile.read(changed));
            byte[] cut = Arrays.copyOf(file, random.nextInt(file.length));
            assertThrows(IOException.class, () -> CoreProgramFile.read(cut));
        }
    }

    /** With the checksum mended a change may be a program again, but nothing other than IOException is thrown. */
    @Test
    void aForgedFileIsReadOrRefused() {
        byte[] file = CoreProgramFile.write(Compiler.compile(RandomNetworks.network(8), CHIP, 7));
        SplittableRandom random = new SplittableRandom(8);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] forged = file.clone();
            int at = random.nextInt(8, file.length - 4);
            forged[at] = (byte) random.nextInt(256);
            CRC32 crc = new CRC32();
            crc.update(forged, 0, forged.length - 4);
            ByteBuffer.wrap(forged).putInt(forged.length - 4, (int) crc.getValue());
            try {
                CoreProgramFile.read(forged);
            } catch (IOException expected) {
                refused++;
            }
        }
        assertEquals(true, refused > 0);
    }
}

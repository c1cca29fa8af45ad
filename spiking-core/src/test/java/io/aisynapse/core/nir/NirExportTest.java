package io.aisynapse.core.nir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class NirExportTest {
    @Test
    void sameNetworkSameBytes() {
        for (int seed = 0; seed < 10; seed++) {
            byte[] file = NirExport.write(RateNetworks.network(seed), NirSettings.plain(16));
            assertArrayEquals(file, NirExport.write(RateNetworks.network(seed), NirSettings.plain(16)));
        }
    }
}

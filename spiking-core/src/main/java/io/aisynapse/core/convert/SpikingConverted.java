package io.aisynapse.core.convert;

import io.aisynapse.core.snn.SnnGraph;
import java.util.List;

/**
 * @param scheme it was converted for
 * @param snn the spiking network
 * @param layers one entry a population, in the order of the graph
 */
public record SpikingConverted(Scheme scheme, SnnGraph snn, List<LayerStatistics> layers) {
    public SpikingConverted {
        layers = List.copyOf(layers);
    }
}

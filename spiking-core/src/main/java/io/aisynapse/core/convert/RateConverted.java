package io.aisynapse.core.convert;

import io.aisynapse.core.snn.SnnGraph;
import java.util.List;

/**
 * @param snn the spiking network
 * @param layers one entry a population, in the order of the graph
 */
public record RateConverted(SnnGraph snn, List<LayerStatistics> layers) {
    public RateConverted {
        layers = List.copyOf(layers);
    }
}

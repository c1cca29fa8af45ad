package io.aisynapse.core.nir;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.nir.file.NirWriter;
import io.aisynapse.core.nir.graph.NirGraph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * @param graph the network as NIR
 * @param populations name of the IF node by the index of its population in the spiking graph
 * @param notes what NIR cannot say, so that another tool's answers will differ there
 */
public record NirExported(NirGraph graph, SequencedMap<Integer, String> populations, List<Finding> notes) {
    public NirExported {
        populations = new LinkedHashMap<>(populations);
        notes = List.copyOf(notes);
    }

    /** The file, HDF5; same network and settings, same bytes. */
    public byte[] toFile() {
        return NirWriter.write(graph);
    }
}

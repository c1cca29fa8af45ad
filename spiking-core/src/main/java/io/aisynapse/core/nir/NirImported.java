package io.aisynapse.core.nir;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.snn.SnnGraph;
import java.util.List;
import java.util.SequencedMap;

/**
 * @param network to be compiled like a converted one
 * @param metadata of the file
 * @param notes where our neurons differ from what the file says
 */
public record NirImported(SnnGraph network, SequencedMap<String, String> metadata, List<Finding> notes) {
    public NirImported {
        notes = List.copyOf(notes);
    }
}

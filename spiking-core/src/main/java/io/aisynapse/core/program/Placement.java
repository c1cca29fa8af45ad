package io.aisynapse.core.program;

import java.util.List;

/**
 * Where the program's neurons are.
 *
 * @param cores used, each by one piece
 * @param synapses connections between neurons, each use of a shared weight counted
 */
public record Placement(int chips, int cores, long neurons, long synapses, List<Piece> pieces) {
    public Placement {
        pieces = List.copyOf(pieces);
    }

    public List<Piece> piecesOf(int stage) {
        return pieces.stream().filter(piece -> piece.stage() == stage).toList();
    }
}

package io.aisynapse.core.engine.count;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Routes;
import io.aisynapse.core.tensor.Shape;
import java.util.List;

/** Messages and hops of one event of each neuron of a stage, in the engine's order. */
public record HopTable(int stage, int[] messages, int[] eastWest, int[] northSouth) {
    public static HopTable of(int stage, Shape shape, List<Piece> pieces, Routes routes, ChipSpec.Mesh mesh) {
        int size = shape.size();
        HopTable table = new HopTable(stage, new int[size], new int[size], new int[size]);
        for (Piece piece : pieces) {
            piece.neurons(shape).forEach(flat -> {
                int[] cores = routes.destinations(stage, flat);
                table.set(NeuronOrder.inner(shape, flat), piece.core(), cores, mesh);
            });
        }
        return table;
    }

    private void set(int neuron, int from, int[] cores, ChipSpec.Mesh mesh) {
        messages[neuron] = cores.length;
        for (int to : cores) {
            eastWest[neuron] += Math.abs(mesh.column(from) - mesh.column(to));
            northSouth[neuron] += Math.abs(mesh.row(from) - mesh.row(to));
        }
    }
}

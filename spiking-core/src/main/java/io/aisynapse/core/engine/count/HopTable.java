package io.aisynapse.core.engine.count;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Routes;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Messages and hops of one event of each neuron of a stage, in the engine's order.
 *
 * @param isUniform whether all neurons have the same
 */
public record HopTable(int stage, int[] messages, int[] eastWest, int[] northSouth, boolean isUniform) {
    public static HopTable of(int stage, Shape shape, List<Piece> pieces, Routes routes, ChipSpec.Mesh mesh) {
        int size = shape.size();
        HopTable table = new HopTable(stage, new int[size], new int[size], new int[size], false);
        for (Piece piece : pieces) {
            piece.neurons(shape).forEach(flat -> {
                int[] cores = routes.destinations(stage, flat);
                table.set(NeuronOrder.inner(shape, flat), piece.core(), cores, mesh);
            });
        }
        boolean uniform = isSame(table.messages) && isSame(table.eastWest) && isSame(table.northSouth);
        return new HopTable(stage, table.messages, table.eastWest, table.northSouth, uniform);
    }

    private static boolean isSame(int[] values) {
        return Arrays.stream(values).allMatch(value -> value == values[0]);
    }

    private void set(int neuron, int from, int[] cores, ChipSpec.Mesh mesh) {
        messages[neuron] = cores.length;
        for (int to : cores) {
            eastWest[neuron] += Math.abs(mesh.column(from) - mesh.column(to));
            northSouth[neuron] += Math.abs(mesh.row(from) - mesh.row(to));
        }
    }
}

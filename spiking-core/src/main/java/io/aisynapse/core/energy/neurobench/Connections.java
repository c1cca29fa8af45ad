package io.aisynapse.core.energy.neurobench;

import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Current;
import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.program.WindowTaps;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * One layer of connections: what each neuron of its source reaches.
 *
 * @param nonzero synapses with a weight other than 0, by source neuron in flat order
 * @param all synapses, each use of a shared weight counted; padding left out
 */
public record Connections(int source, int delay, int[] nonzero, long all) {
    /** Of all projections and constant currents. */
    public static List<Connections> of(CoreProgram program) {
        List<Connections> all = new ArrayList<>();
        for (Stage stage : program.stages()) {
            for (Synapses each : stage.incoming()) {
                all.add(of(program, stage, each.source(), each.delay(), each.kernel()));
            }
            for (Current each : stage.constants()) {
                all.add(of(program, stage, each.source(), 0, each.kernel()));
            }
        }
        return all;
    }

    /** Of all of them together. */
    public static long count(CoreProgram program) {
        return of(program).stream().mapToLong(Connections::all).sum();
    }

    private static Connections of(CoreProgram program, Stage target, int source, int delay, IntegerKernel kernel) {
        Shape from = program.stages().get(source).shape();
        return switch (kernel) {
            case IntegerKernel.Dense dense -> {
                int[] nonzero = new int[dense.inputCount()];
                for (int w = 0; w < dense.weight().length; w++) {
                    nonzero[w / dense.outputCount()] += dense.weight()[w] == 0 ? 0 : 1;
                }
                yield new Connections(source, delay, nonzero, dense.weight().length);
            }
            case IntegerKernel.Sparse sparse -> {
                int[] nonzero = new int[sparse.inputCount()];
                for (int i = 0; i < nonzero.length; i++) {
                    for (int w = sparse.rowStart()[i]; w < sparse.rowStart()[i + 1]; w++) {
                        nonzero[i] += sparse.weight()[w] == 0 ? 0 : 1;
                    }
                }
                yield new Connections(source, delay, nonzero, sparse.target().length);
            }
            case IntegerKernel.Diagonal diagonal -> {
                int[] nonzero = new int[from.size()];
                for (int i = 0; i < nonzero.length; i++) {
                    nonzero[i] = diagonal.weight()[i / from.plane()] == 0 ? 0 : 1;
                }
                yield new Connections(source, delay, nonzero, nonzero.length);
            }
            case IntegerKernel.Convolution conv -> convolution(conv, source, delay, from, target.shape());
        };
    }

    private static Connections convolution(
            IntegerKernel.Convolution conv, int source, int delay, Shape from, Shape to) {
        int[][] byTap = nonzeroByTap(conv);
        WindowTaps taps = WindowTaps.of(conv.window(), from, to);
        int[] nonzero = new int[from.size()];
        long all = 0;
        for (int i = 0; i < nonzero.length; i++) {
            int position = i % from.plane();
            for (int t = taps.start()[position]; t < taps.start()[position + 1]; t++) {
                nonzero[i] += byTap[i / from.plane()][taps.tap()[t]];
                all += conv.outputsPerGroup();
            }
        }
        return new Connections(source, delay, nonzero, all);
    }

    /** By input channel and tap: output channels with a weight other than 0. */
    private static int[][] nonzeroByTap(IntegerKernel.Convolution conv) {
        int area = conv.window().area();
        int[][] count = new int[conv.inputChannels()][area];
        int read = 0;
        for (int o = 0; o < conv.outputChannels(); o++) {
            int firstInput = o / conv.outputsPerGroup() * conv.inputsPerGroup();
            for (int i = 0; i < conv.inputsPerGroup(); i++) {
                for (int tap = 0; tap < area; tap++) {
                    count[firstInput + i][tap] += conv.weight()[read++] == 0 ? 0 : 1;
                }
            }
        }
        return count;
    }
}

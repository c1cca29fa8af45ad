package io.aisynapse.core.program;

import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one event of a source neuron sets to work, core by core. Source neurons that do the same share a key; the cores
 * of key k are those from {@code start[k]} to {@code start[k + 1]}, each with its synaptic operations.
 */
public final class DeliveryTable {
    private final int[] start;
    private final int[] core;
    private final int[] operations;
    private final int channelsPerGroup;
    private final int plane;

    private DeliveryTable(Builder built, int channelsPerGroup, int plane) {
        this.start = Arrays.copyOf(built.start, built.keys + 1);
        this.core = Arrays.copyOf(built.core, built.size);
        this.operations = Arrays.copyOf(built.operations, built.size);
        this.channelsPerGroup = channelsPerGroup;
        this.plane = plane;
    }

    /** Key of a source neuron given by its index in the source's shape. */
    public int key(int neuron) {
        return channelsPerGroup == 0 ? 0 : neuron / plane / channelsPerGroup * plane + neuron % plane;
    }

    public int from(int key) {
        return start[key];
    }

    public int to(int key) {
        return start[key + 1];
    }

    public int core(int entry) {
        return core[entry];
    }

    public int operations(int entry) {
        return operations[entry];
    }

    /** Synapses that leave a source neuron with this key. */
    public int fanOut(int key) {
        int sum = 0;
        for (int entry = start[key]; entry < start[key + 1]; entry++) {
            sum += operations[entry];
        }
        return sum;
    }

    /** The cores of a key, ascending. */
    public int[] cores(int key) {
        return Arrays.stream(core, start[key], start[key + 1])
                .distinct()
                .sorted()
                .toArray();
    }

    public static DeliveryTable of(IntegerKernel kernel, Shape source, Shape target, List<Piece> pieces) {
        Builder builder = new Builder(pieces);
        return switch (kernel) {
            case IntegerKernel.Dense _ -> {
                for (int i = 0; i < pieces.size(); i++) {
                    builder.add(i, pieces.get(i).positions());
                }
                builder.endKey();
                yield new DeliveryTable(builder, 0, 1);
            }
            case IntegerKernel.Convolution convolution -> {
                WindowTaps taps = WindowTaps.of(convolution.window(), source, target);
                slide(builder, taps, target, convolution.groups());
                yield new DeliveryTable(builder, convolution.inputsPerGroup(), source.plane());
            }
            case IntegerKernel.Sparse sparse -> {
                int[] pieceOf = pieceOf(target, pieces);
                for (int i = 0; i < sparse.inputCount(); i++) {
                    for (int w = sparse.rowStart()[i]; w < sparse.rowStart()[i + 1]; w++) {
                        builder.add(pieceOf[sparse.target()[w]], 1);
                    }
                    builder.endKey();
                }
                yield new DeliveryTable(builder, 1, source.plane());
            }
            case IntegerKernel.Diagonal _ -> {
                slide(builder, identity(source.plane()), target, source.channels());
                yield new DeliveryTable(builder, 1, source.plane());
            }
        };
    }

    /** Events into a gate's counters: one operation a window that the source neuron lies in. */
    public static DeliveryTable of(Stage.MaxGate gate, Shape source, List<Piece> pieces) {
        Builder builder = new Builder(pieces);
        slide(builder, WindowTaps.of(gate.window(), source, gate.shape()), gate.shape(), source.channels());
        return new DeliveryTable(builder, 1, source.plane());
    }

    private static int[] pieceOf(Shape target, List<Piece> pieces) {
        int[] pieceOf = new int[target.size()];
        for (int i = 0; i < pieces.size(); i++) {
            int piece = i;
            pieces.get(i).neurons(target).forEach(neuron -> pieceOf[neuron] = piece);
        }
        return pieceOf;
    }

    private static WindowTaps identity(int plane) {
        int[] positions = new int[plane + 1];
        Arrays.setAll(positions, i -> i);
        return new WindowTaps(positions, Arrays.copyOf(positions, plane), new int[plane]);
    }

    private static void slide(Builder builder, WindowTaps taps, Shape target, int groups) {
        int perGroup = target.channels() / groups;
        for (int group = 0; group < groups; group++) {
            for (int p = 0; p < taps.start().length - 1; p++) {
                for (int tap = taps.start()[p]; tap < taps.start()[p + 1]; tap++) {
                    int output = taps.output()[tap];
                    builder.addAt(output / target.width(), output % target.width(), group * perGroup, perGroup);
                }
                builder.endKey();
            }
        }
    }

    /** Collects operations by piece, then writes the pieces that were touched as one key. */
    private static final class Builder {
        final List<Piece> pieces;
        final int[] byPiece;
        final int[] touched;
        final List<List<Integer>> byRow = new ArrayList<>();
        int touchedCount;
        int[] start = new int[16];
        int[] core = new int[16];
        int[] operations = new int[16];
        int keys;
        int size;

        Builder(List<Piece> pieces) {
            this.pieces = pieces;
            this.byPiece = new int[pieces.size()];
            this.touched = new int[pieces.size()];
        }

        void add(int piece, int count) {
            if (byPiece[piece] == 0 && count > 0) {
                touched[touchedCount++] = piece;
            }
            byPiece[piece] += count;
        }

        void addAt(int row, int column, int channel, int channels) {
            for (int i : piecesOf(row)) {
                Piece piece = pieces.get(i);
                if (piece.columns().contains(column)) {
                    add(i, piece.channels().overlap(channel, channel + channels));
                }
            }
        }

        private List<Integer> piecesOf(int row) {
            while (byRow.size() <= row) {
                int next = byRow.size();
                byRow.add(IntStream.range(0, pieces.size())
                        .filter(i -> pieces.get(i).rows().contains(next))
                        .boxed()
                        .toList());
            }
            return byRow.get(row);
        }

        void endKey() {
            Arrays.sort(touched, 0, touchedCount);
            for (int i = 0; i < touchedCount; i++) {
                append(pieces.get(touched[i]).core(), byPiece[touched[i]]);
                byPiece[touched[i]] = 0;
            }
            touchedCount = 0;
            keys++;
            if (start.length == keys) {
                start = Arrays.copyOf(start, 2 * keys);
            }
            start[keys] = size;
        }

        private void append(int coreNumber, int count) {
            if (core.length == size) {
                core = Arrays.copyOf(core, 2 * size);
                operations = Arrays.copyOf(operations, 2 * size);
            }
            core[size] = coreNumber;
            operations[size++] = count;
        }
    }
}

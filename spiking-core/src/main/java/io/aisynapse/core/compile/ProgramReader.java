package io.aisynapse.core.compile;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.chip.ChipSpecReader;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.neuron.GroupFunction;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.neuron.Operand;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Current;
import io.aisynapse.core.program.IntegerDecoding;
import io.aisynapse.core.program.IntegerFiring;
import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.program.IntegerMembrane;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Placement;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.UnaryFunction;
import io.aisynapse.core.tensor.Window;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Reads the body of a core program file; no count is believed that the bytes left could not hold. */
final class ProgramReader {
    private final ByteArrayInputStream bytes;
    private final DataInputStream in;

    ProgramReader(byte[] body, int from, int length) {
        this.bytes = new ByteArrayInputStream(body, from, length);
        this.in = new DataInputStream(bytes);
    }

    CoreProgram read() throws IOException {
        TreeMap<String, String> entries = new TreeMap<>();
        int count = count(4);
        for (int i = 0; i < count; i++) {
            entries.put(in.readUTF(), in.readUTF());
        }
        ChipSpec chip = ChipSpecReader.read(entries);
        Coding coding = choice(Coding.values());
        int timeSteps = in.readInt();
        int startDelay = in.readInt();
        int readoutStart = in.readInt();
        List<Stage> stages = new ArrayList<>();
        int stageCount = count(15);
        for (int i = 0; i < stageCount; i++) {
            stages.add(stage());
        }
        CoreProgram program = new CoreProgram(chip, coding, timeSteps, startDelay, readoutStart, stages, placement());
        if (bytes.available() > 0) {
            throw new IOException(bytes.available() + " bytes too many");
        }
        return program;
    }

    private Stage stage() throws IOException {
        int kind = in.readUnsignedByte();
        if (kind >= StageKind.values().length) {
            throw new IOException("stage of unknown kind " + kind);
        }
        String name = in.readUTF();
        int[] axes = ints();
        if (axes.length != 3) {
            throw new IOException("shape of %d axes".formatted(axes.length));
        }
        Shape shape = new Shape(axes[0], axes[1], axes[2]);
        return switch (StageKind.values()[kind]) {
            case INPUT -> new Stage.Input(name, shape, doubles(), in.readInt(), in.readBoolean());
            case SUM_POOL -> new Stage.SumPool(name, shape, in.readInt(), window());
            case MAX_GATE -> new Stage.MaxGate(name, shape, in.readInt(), window(), in.readBoolean());
            case INDEX_MAP -> new Stage.IndexMap(name, shape, in.readInt(), ints());
            case CONCAT -> {
                List<Integer> sources = new ArrayList<>();
                for (int source : ints()) {
                    sources.add(source);
                }
                yield new Stage.Concat(name, shape, sources);
            }
            case POPULATION -> population(name, shape);
            case UNIT -> unit(name, shape);
            case LEAKY_POPULATION ->
                new Stage.LeakyPopulation(name, shape, allSynapses(), currents(), membrane(), firing());
            case READOUT -> new Stage.Readout(name, shape, allSynapses(), doubles(), doubles(), decoding());
        };
    }

    private Stage population(String name, Shape shape) throws IOException {
        List<Synapses> synapses = allSynapses();
        List<Current> currents = currents();
        int[] threshold = ints();
        int[] exponent = ints();
        long[] bias = longs();
        float[] eventValue = floats();
        Stage.Membranes membranes = new Stage.Membranes(threshold, exponent, bias);
        return new Stage.Population(name, shape, synapses, currents, membranes, eventValue, model());
    }

    private List<Current> currents() throws IOException {
        List<Current> currents = new ArrayList<>();
        int count = count(25);
        for (int i = 0; i < count; i++) {
            Synapses each = synapses();
            currents.add(new Current(each.source(), each.kernel(), ints(), in.readInt()));
        }
        return currents;
    }

    private IntegerMembrane membrane() throws IOException {
        return new IntegerMembrane(ints(), allInts(), allInts(), longs(), longs(), ints());
    }

    private IntegerFiring firing() throws IOException {
        return new IntegerFiring(ints(), choice(Firing.Reset.values()), ints(), in.readInt());
    }

    private IntegerDecoding decoding() throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case 0 -> new IntegerDecoding.Mean(currents());
            case 1 -> new IntegerDecoding.Potential(membrane(), currents(), choice(Decoding.Over.values()));
            default -> throw new IOException("decoding of unknown kind " + kind);
        };
    }

    private NeuronModel model() throws IOException {
        int largestEvent = in.readInt();
        int leastCorrection = in.readInt();
        boolean takesBack = in.readBoolean();
        int kind = in.readUnsignedByte();
        Transfer transfer = switch (kind) {
            case 0 -> new Transfer.Identity();
            case 1 -> new Transfer.Relu(in.readFloat());
            case 2 -> new Transfer.Leaky(floats());
            case 3 -> {
                String name = in.readUTF();
                UnaryFunction.Kind function = Arrays.stream(UnaryFunction.Kind.values())
                        .filter(known -> known.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IOException("unknown function " + name));
                yield new Transfer.Smooth(new UnaryFunction(function, in.readFloat(), in.readFloat()));
            }
            case 4 -> new Transfer.Levels(in.readFloat(), in.readInt(), in.readInt());
            default -> throw new IOException("transfer of unknown kind " + kind);
        };
        return new NeuronModel(largestEvent, leastCorrection, takesBack, transfer);
    }

    private Stage unit(String name, Shape shape) throws IOException {
        int kind = in.readUnsignedByte();
        GroupFunction function = switch (kind) {
            case 0 -> new GroupFunction.Softmax(in.readInt());
            case 1 -> new GroupFunction.LayerNorm(floats(), floats(), in.readFloat());
            case 2 -> {
                int[] sizes = ints();
                if (sizes.length != 4) {
                    throw new IOException("product of %d sizes".formatted(sizes.length));
                }
                yield new GroupFunction.Product(sizes[0], sizes[1], sizes[2], sizes[3]);
            }
            case 3 -> new GroupFunction.Multiply();
            default -> throw new IOException("function of unknown kind " + kind);
        };
        List<Operand> operands = new ArrayList<>();
        int count = count(8);
        for (int i = 0; i < count; i++) {
            List<Operand.Term> terms = new ArrayList<>();
            int termCount = count(8);
            for (int t = 0; t < termCount; t++) {
                terms.add(new Operand.Term(in.readInt(), floats()));
            }
            operands.add(new Operand(terms, floats()));
        }
        return new Stage.Unit(name, shape, function, operands, in.readFloat(), in.readInt());
    }

    private <T> T choice(T[] values) throws IOException {
        int at = in.readUnsignedByte();
        if (at >= values.length) {
            throw new IOException("choice %d of %d".formatted(at, values.length));
        }
        return values[at];
    }

    private float[] floats() throws IOException {
        float[] values = new float[count(4)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readFloat();
        }
        return values;
    }

    private List<Synapses> allSynapses() throws IOException {
        List<Synapses> all = new ArrayList<>();
        int count = count(17);
        for (int i = 0; i < count; i++) {
            all.add(synapses());
        }
        return all;
    }

    private Synapses synapses() throws IOException {
        int source = in.readInt();
        int delay = in.readInt();
        int receptor = in.readInt();
        int kind = in.readUnsignedByte();
        IntegerKernel kernel = switch (kind) {
            case 0 -> new IntegerKernel.Dense(in.readInt(), in.readInt(), weights());
            case 1 -> new IntegerKernel.Convolution(in.readInt(), in.readInt(), in.readInt(), window(), weights());
            case 2 -> new IntegerKernel.Diagonal(weights());
            case 3 -> new IntegerKernel.Sparse(in.readInt(), in.readInt(), ints(), ints(), weights());
            default -> throw new IOException("weights of unknown kind " + kind);
        };
        return new Synapses(source, kernel, delay, receptor);
    }

    private byte[] weights() throws IOException {
        byte[] weights = new byte[count(1)];
        in.readFully(weights);
        return weights;
    }

    private Window window() throws IOException {
        return new Window(extent(), extent());
    }

    private Window.Extent extent() throws IOException {
        return new Window.Extent(in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt());
    }

    private Placement placement() throws IOException {
        int chips = in.readInt();
        int cores = in.readInt();
        long neurons = in.readLong();
        long synapses = in.readLong();
        List<Piece> pieces = new ArrayList<>();
        int count = count(58);
        for (int i = 0; i < count; i++) {
            pieces.add(new Piece(in.readInt(), in.readInt(), span(), span(), span(), load()));
        }
        return new Placement(chips, cores, neurons, synapses, pieces);
    }

    private Piece.Load load() throws IOException {
        return new Piece.Load(in.readInt(), in.readInt(), in.readLong(), in.readLong(), in.readUTF());
    }

    private Piece.Span span() throws IOException {
        return new Piece.Span(in.readInt(), in.readInt());
    }

    private int[] ints() throws IOException {
        int[] values = new int[count(4)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readInt();
        }
        return values;
    }

    private int[][] allInts() throws IOException {
        int[][] rows = new int[count(4)][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = ints();
        }
        return rows;
    }

    private long[] longs() throws IOException {
        long[] values = new long[count(8)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readLong();
        }
        return values;
    }

    private double[] doubles() throws IOException {
        double[] values = new double[count(8)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readDouble();
        }
        return values;
    }

    /** Reads how many things of at least so many bytes follow. */
    private int count(int bytesEach) throws IOException {
        int count = in.readInt();
        if (count < 0 || (long) count * bytesEach > bytes.available()) {
            throw new IOException(
                    "%d things of %d bytes, only %d bytes left".formatted(count, bytesEach, bytes.available()));
        }
        return count;
    }
}

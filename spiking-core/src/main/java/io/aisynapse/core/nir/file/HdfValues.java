package io.aisynapse.core.nir.file;

import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.filter.DeflatePipelineFilter;
import io.jhdf.filter.PipelineFilterWithData;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Numbers of a data set. Sizes are checked before anything is allocated, and compressed chunks are inflated here, into
 * a buffer of the chunk's size, since a small chunk may swell to gigabytes.
 */
final class HdfValues {
    /** What all values of a file may take, as doubles. */
    static final long MOST_VALUES = 1L << 27;

    private static final long MOST_CHUNKS = 1L << 20;
    private static final long MOST_CHUNK_BYTES = 1L << 28;
    private static final int SHUFFLE = 2;

    private long left = MOST_VALUES;

    /** All values, flat and row-major. */
    double[] read(Dataset dataset) {
        int size = size(dataset);
        if (dataset instanceof ChunkedDataset chunked) {
            return chunks(chunked, size);
        }
        double[] values = new double[size];
        Object data = dataset.isScalar() ? dataset.getData() : dataset.getDataFlat();
        switch (data) {
            case Number number -> values[0] = number.doubleValue();
            case float[] floats -> Arrays.setAll(values, i -> floats[i]);
            case double[] doubles -> Arrays.setAll(values, i -> doubles[i]);
            case long[] longs -> Arrays.setAll(values, i -> longs[i]);
            case int[] ints -> Arrays.setAll(values, i -> ints[i]);
            case short[] shorts -> Arrays.setAll(values, i -> shorts[i]);
            case byte[] bytes -> Arrays.setAll(values, i -> bytes[i]);
            case null, default -> throw new IllegalArgumentException(dataset.getPath() + " holds no numbers");
        }
        return values;
    }

    private int size(Dataset dataset) {
        long size = 1;
        for (long axis : dataset.getDimensionsAsLong()) {
            if (axis < 0 || axis > MOST_VALUES) {
                throw new IllegalArgumentException("%s has an axis of %d".formatted(dataset.getPath(), axis));
            }
            size = Math.multiplyExact(size, axis);
            if (size > left) {
                throw new IllegalArgumentException(
                        "%s has too many values, a file may have %d in all".formatted(dataset.getPath(), MOST_VALUES));
            }
        }
        left -= size;
        return (int) size;
    }

    private double[] chunks(ChunkedDataset dataset, int size) {
        int[] axes = dataset.getDimensions();
        int[] chunk = dataset.getChunkDimensions();
        long values = 1;
        long count = 1;
        for (int axis = 0; axis < axes.length; axis++) {
            if (chunk[axis] < 1) {
                throw new IllegalArgumentException(dataset.getPath() + " has an empty chunk");
            }
            values = Math.multiplyExact(values, chunk[axis]);
            count = Math.multiplyExact(count, (axes[axis] + (long) chunk[axis] - 1) / chunk[axis]);
        }
        int width = dataset.getDataType().getSize();
        if (Math.multiplyExact(values, width) > MOST_CHUNK_BYTES || count > MOST_CHUNKS) {
            throw new IllegalArgumentException(dataset.getPath() + " has chunks that are too large or too many");
        }
        left -= Math.max(0, count * values - size);
        if (left < 0) {
            throw new IllegalArgumentException(dataset.getPath() + " has chunks far larger than its values");
        }
        double[] result = new double[size];
        int[] offset = new int[axes.length];
        for (long i = 0; i < count; i++) {
            ByteBuffer bytes = ByteBuffer.wrap(decoded(dataset, offset, (int) (values * width)));
            copy(bytes, dataset, new Place(axes, chunk, offset), result);
            advance(offset, axes, chunk);
        }
        return result;
    }

    /** A chunk's place in the whole. */
    private record Place(int[] axes, int[] chunk, int[] offset) {}

    private static void advance(int[] offset, int[] axes, int[] chunk) {
        for (int axis = axes.length - 1; axis >= 0; axis--) {
            offset[axis] += chunk[axis];
            if (offset[axis] < axes[axis]) {
                return;
            }
            offset[axis] = 0;
        }
    }

    private static byte[] decoded(ChunkedDataset dataset, int[] offset, int size) {
        ByteBuffer raw = dataset.getRawChunkBuffer(offset);
        byte[] bytes = new byte[raw.remaining()];
        raw.get(bytes);
        for (PipelineFilterWithData filter : dataset.getFilters().reversed()) {
            bytes = switch (filter.getId()) {
                case DeflatePipelineFilter.ID -> inflated(bytes, size);
                case SHUFFLE -> unshuffled(bytes, dataset.getDataType().getSize());
                default ->
                    throw new IllegalArgumentException(
                            "%s is compressed with %s, not gzip".formatted(dataset.getPath(), filter.getName()));
            };
        }
        if (bytes.length != size) {
            throw new IllegalArgumentException(
                    "%s has a chunk of %d bytes instead of %d".formatted(dataset.getPath(), bytes.length, size));
        }
        return bytes;
    }

    private static byte[] inflated(byte[] bytes, int size) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            byte[] result = new byte[size];
            int filled = 0;
            for (int read = 1; read > 0 && filled < size; filled += read) {
                read = inflater.inflate(result, filled, size - filled);
            }
            return filled == size ? result : Arrays.copyOf(result, filled);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("a chunk is not in gzip's format", e);
        } finally {
            inflater.end();
        }
    }

    /** First bytes of all values, then second bytes, … back to values. */
    private static byte[] unshuffled(byte[] bytes, int width) {
        byte[] result = bytes.clone();
        int count = bytes.length / width;
        for (int i = 0; i < count; i++) {
            for (int b = 0; b < width; b++) {
                result[i * width + b] = bytes[b * count + i];
            }
        }
        return result;
    }

    private static void copy(ByteBuffer bytes, ChunkedDataset dataset, Place place, double[] result) {
        if (!(dataset.getDataType() instanceof OrderedDataType type)) {
            throw new IllegalArgumentException(dataset.getPath() + " holds no numbers");
        }
        bytes.order(type.getByteOrder());
        int[] at = new int[place.axes.length];
        int width = dataset.getDataType().getSize();
        for (int i = 0; i < bytes.capacity() / width; i++) {
            int rest = i;
            boolean inside = true;
            for (int axis = at.length - 1; axis >= 0; axis--) {
                at[axis] = place.offset[axis] + rest % place.chunk[axis];
                rest /= place.chunk[axis];
                inside &= at[axis] < place.axes[axis];
            }
            if (inside) {
                int flat = 0;
                for (int axis = 0; axis < at.length; axis++) {
                    flat = flat * place.axes[axis] + at[axis];
                }
                result[flat] = number(bytes, i * width, dataset);
            }
        }
    }

    private static double number(ByteBuffer bytes, int at, Dataset dataset) {
        return switch (dataset.getDataType()) {
            case FloatingPoint type when type.getSize() == Float.BYTES -> bytes.getFloat(at);
            case FloatingPoint type when type.getSize() == Double.BYTES -> bytes.getDouble(at);
            case FixedPoint type when type.getSize() == Long.BYTES -> bytes.getLong(at);
            case FixedPoint type when type.getSize() == Integer.BYTES -> bytes.getInt(at);
            case FixedPoint type when type.getSize() == Byte.BYTES -> bytes.get(at);
            default -> throw new IllegalArgumentException(dataset.getPath() + " holds numbers of an unknown type");
        };
    }
}

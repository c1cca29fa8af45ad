package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.ann.AnnLayer.Conv;
import io.aisynapse.core.ann.AnnLayer.Dense;
import io.aisynapse.core.ann.AnnLayer.IndexMap;
import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.value.Attributes;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Movement;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import io.aisynapse.core.tensor.Window.Extent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What makes planes larger or smaller: ConvTranspose, Resize and Upsample, DepthToSpace and SpaceToDepth. */
final class ResampleOperators {
    private static final int MOST = 1 << 16;

    private ResampleOperators() {}

    /**
     * Zeros between and around the values, then a convolution with the kernel turned around.
     *
     * <pre>
     *   a b c   ⇒   0 a 0 b 0 c 0   (stride 2, kernel 2)
     * </pre>
     */
    static void convTranspose(Operator op) {
        Signal input = op.signal(0);
        ConstTensor weight = op.constant(1);
        int[] kernel = weight.dims();
        int[] dims = input.dims();
        int groups = (int) op.attributes().integer("group", 1, 1, 1 << 20);
        boolean fits = kernel.length == dims.length && (kernel.length == 3 || kernel.length == 4) && dims[0] == 1;
        if (!fits || kernel[0] != dims[1] || kernel[0] % groups != 0) {
            throw op.mismatch(
                    "input %s and weight %s with %d groups"
                            .formatted(Arrays.toString(dims), Arrays.toString(kernel), groups),
                    "input [1, channels, …] and a weight with its channels first, 1-D or 2-D");
        }
        op.requireNotEmpty(kernel);
        int axes = dims.length - 2;
        Extent[] extents = new Extent[axes];
        int[][] offsets = Movement.unchanged(dims);
        int[] strides = Movement.strides(dims);
        int[] result = dims.clone();
        result[1] = kernel[1] * groups;
        for (int axis = 0; axis < axes; axis++) {
            Stuffing stuffing = Stuffing.of(op, axis, axes, dims[axis + 2], kernel[axis + 2]);
            extents[axis] = new Extent(kernel[axis + 2], 1, stuffing.dilation(), 0, 0);
            offsets[axis + 2] = stuffing.offsets(op, dims[axis + 2], strides[axis + 2]);
            result[axis + 2] = extents[axis].outputSize(offsets[axis + 2].length);
            if (result[axis + 2] < 1) {
                throw op.mismatch("an output of " + result[axis + 2], "at least one value");
            }
        }
        int[] stuffed = dims.clone();
        Arrays.setAll(stuffed, axis -> offsets[axis].length);
        op.state().requireRoom(stuffed, op.place());
        int node = op.movedPart(input.node(), Movement.combine(offsets), ImportState.shapeOf(stuffed));
        Extent vertical = axes == 1 ? new Extent(1, 1, 1, 0, 0) : extents[0];
        Window window = new Window(vertical, extents[axes - 1]);
        Conv conv = new Conv(
                dims[1],
                result[1],
                groups,
                window,
                turned(weight.toReals(), new int[] {dims[1], kernel[1], groups, window.area()}),
                LinearOperators.convBias(op, result[1]));
        op.emit(conv, List.of(node), result);
    }

    /** {@code [in][out / groups][kernel]} to {@code [out][in / groups][kernel backwards]}. */
    private static float[] turned(float[] weight, int[] sizes) {
        int inputs = sizes[0] / sizes[2];
        int outputs = sizes[1];
        int area = sizes[3];
        float[] result = new float[weight.length];
        for (int at = 0; at < weight.length; at++) {
            int input = at / area / outputs;
            int output = at / area % outputs + input / inputs * outputs;
            result[(output * inputs + input % inputs) * area + area - 1 - at % area] = weight[at];
        }
        return result;
    }

    /** One axis of a transposed convolution: zeros between values, and before and after them (negative: values cut). */
    private record Stuffing(int stride, int dilation, long before, long after) {
        static Stuffing of(Operator op, int axis, int axes, int size, int kernel) {
            Attributes attributes = op.attributes();
            int stride = at(attributes.integers("strides", axes, 1, MOST), axis, 1);
            int dilation = at(attributes.integers("dilations", axes, 1, MOST), axis, 1);
            int more = at(attributes.integers("output_padding", axes, 0, MOST), axis, 0);
            int[] pads = attributes.integers("pads", 2 * axes, 0, MOST);
            long before = at(pads, axis, 0);
            long after = at(pads, axes + axis, 0);
            int[] shape = attributes.integers("output_shape", axes, 1, 1 << 24);
            String mode = attributes.text("auto_pad", "NOTSET");
            long reach = (long) dilation * (kernel - 1);
            if (shape != null || mode.startsWith("SAME")) {
                long wanted = shape != null ? shape[axis] : (long) size * stride;
                long total = Math.max(0, (long) stride * (size - 1) + more + reach + 1 - wanted);
                before = mode.equals("SAME_UPPER") ? total / 2 : total - total / 2;
                after = total - before;
                if (shape != null && stride * (size - 1L) + more + reach + 1 - total != wanted) {
                    throw attributes.bad("output_shape", Arrays.toString(shape), "sizes that padding can reach");
                }
            }
            return new Stuffing(stride, dilation, reach - before, reach - after + more);
        }

        private static int at(int @Nullable [] values, int index, int absent) {
            return values == null ? absent : values[index];
        }

        int[] offsets(Operator op, int size, int place) {
            long stretched = (size - 1L) * stride + 1;
            long length = stretched + before + after;
            if (length < 1 || length > op.state().valueLimit()) {
                throw op.mismatch("an axis of %d values".formatted(length), "1 and more, and not too many");
            }
            int[] offsets = new int[(int) length];
            for (int i = 0; i < offsets.length; i++) {
                long inside = i - before;
                boolean holds = inside >= 0 && inside < stretched && inside % stride == 0;
                offsets[i] = holds ? (int) (inside / stride) * place : Movement.NOTHING;
            }
            return offsets;
        }
    }

    /** Nearest is a movement of values; linear and cubic are a constant matrix for each axis. */
    static void resize(Operator op) {
        int[] dims = ViewOperators.dimsOf(op);
        ResizeAxis[] axes = resizeAxes(op, dims);
        String mode = op.attributes().text("mode", "nearest");
        if (mode.equals("nearest")) {
            int[][] offsets = Movement.unchanged(dims);
            int[] strides = Movement.strides(dims);
            for (int axis = 0; axis < dims.length; axis++) {
                int stride = strides[axis];
                offsets[axis] = Arrays.stream(axes[axis].nearest(op))
                        .map(place -> place * stride)
                        .toArray();
            }
            op.resultMoved(0, offsets);
            return;
        }
        Signal signal = op.signal(0);
        for (int axis = 0; axis < dims.length; axis++) {
            if (axes[axis].changes()) {
                signal = interpolated(op, signal, axis, axes[axis]);
            }
        }
        int[] same = Movement.steps(Operator.sizeOf(signal.dims()), 0, 1);
        op.emit(new IndexMap(same), List.of(signal.node()), signal.dims());
    }

    /** The axis as channels of a convolution of size 1, whose weights are what each result takes of each value. */
    private static Signal interpolated(Operator op, Signal signal, int axis, ResizeAxis resize) {
        int[] dims = signal.dims();
        int before = Operator.sizeOf(Arrays.copyOf(dims, axis));
        int after = Operator.sizeOf(Arrays.copyOfRange(dims, axis + 1, dims.length));
        int[] result = dims.clone();
        result[axis] = resize.newSize();
        op.state().requireRoom(result, op.place());
        int[] blocks = {before, dims[axis], after};
        Shape turned = new Shape(dims[axis], before, after);
        int node =
                op.movedPart(signal.node(), Movement.combine(Movement.transpose(blocks, new int[] {1, 0, 2})), turned);
        Window point = new Window(new Extent(1, 1, 1, 0, 0), new Extent(1, 1, 1, 0, 0));
        Dense matrix = resize.matrix(op);
        Conv conv = new Conv(
                dims[axis],
                resize.newSize(),
                1,
                point,
                LinearOperators.rowMajor(matrix.weight(), resize.newSize(), dims[axis], true),
                matrix.bias());
        node = op.part(conv, List.of(node), new Shape(resize.newSize(), before, after));
        int[] back = {resize.newSize(), before, after};
        node = op.movedPart(
                node, Movement.combine(Movement.transpose(back, new int[] {1, 0, 2})), ImportState.shapeOf(result));
        return new Signal(node, result);
    }

    private static ResizeAxis[] resizeAxes(Operator op, int[] dims) {
        boolean old = op.opset() < 11;
        int scalesInput = old ? 1 : 2;
        float[] scales = op.hasInput(scalesInput) ? op.constant(scalesInput).toReals() : new float[0];
        Attribute attribute = op.attributes().byName().get("scales");
        if (attribute != null) {
            scales = attribute.reals();
        }
        long[] sizes = !old && op.hasInput(3) ? op.constant(3).toIntegers() : new long[0];
        long[] given = op.attributes().longs("axes");
        int count = Math.max(scales.length, sizes.length);
        int wanted = given == null ? dims.length : given.length;
        String policy = op.attributes().text("keep_aspect_ratio_policy", "stretch");
        if (count != wanted || !policy.equals("stretch")) {
            throw op.unsupported("%s with %d sizes (%s)".formatted(op.type(), count, policy));
        }
        ResizeAxis[] axes = new ResizeAxis[dims.length];
        for (int axis = 0; axis < axes.length; axis++) {
            axes[axis] = new ResizeAxis(dims[axis], dims[axis], 1);
        }
        for (int i = 0; i < count; i++) {
            int axis = op.axis(given == null ? i : given[i], dims.length);
            double size = sizes.length > 0 ? sizes[i] : Math.floor(dims[axis] * scales[i]);
            if (!(size >= 1) || size > op.state().valueLimit()) {
                throw op.mismatch("a resize of %d to %s".formatted(dims[axis], size), "sizes of 1 and more");
            }
            double scale = sizes.length > 0 ? size / dims[axis] : scales[i];
            axes[axis] = new ResizeAxis(dims[axis], (int) size, (float) scale);
        }
        return axes;
    }

    static void depthToSpace(Operator op) {
        int[] dims = ViewOperators.dimsOf(op);
        int block = (int) op.attributes().integer("blocksize", 1, 1, 1 << 10);
        if (dims.length != 4 || dims[1] % (block * block) != 0) {
            throw op.mismatch("input " + Arrays.toString(dims), "channels in blocks of " + block * block);
        }
        int channels = dims[1] / block / block;
        boolean columns = op.attributes().text("mode", "DCR").equals("CRD");
        int[] split = columns
                ? new int[] {dims[0], channels, block, block, dims[2], dims[3]}
                : new int[] {dims[0], block, block, channels, dims[2], dims[3]};
        int[] permutation = columns ? new int[] {0, 1, 4, 2, 5, 3} : new int[] {0, 3, 4, 1, 5, 2};
        op.resultMoved(0, Movement.transpose(split, permutation));
        ViewOperators.reviewed(op, new int[] {dims[0], channels, dims[2] * block, dims[3] * block});
    }

    static void spaceToDepth(Operator op) {
        int[] dims = ViewOperators.dimsOf(op);
        int block = (int) op.attributes().integer("blocksize", 1, 1, 1 << 10);
        if (dims.length != 4 || dims[2] % block != 0 || dims[3] % block != 0) {
            throw op.mismatch("input " + Arrays.toString(dims), "planes in blocks of " + block);
        }
        int height = dims[2] / block;
        int width = dims[3] / block;
        int[] split = {dims[0], dims[1], height, block, width, block};
        op.resultMoved(0, Movement.transpose(split, new int[] {0, 3, 5, 1, 2, 4}));
        ViewOperators.reviewed(op, new int[] {dims[0], dims[1] * block * block, height, width});
    }

    /**
     * One axis of a Resize.
     *
     * @param size before
     * @param newSize after
     * @param scale as given, or the quotient of both sizes
     */
    private record ResizeAxis(int size, int newSize, float scale) {
        boolean changes() {
            return newSize != size || scale != 1;
        }

        /**
         * Where a place of the result lies among the values, by the operator's coordinate mode. In single precision,
         * since ties of the nearest mode are decided by it.
         */
        private float origin(Operator op, int place) {
            String absent = op.opset() < 11 ? "asymmetric" : "half_pixel";
            String mode = op.attributes().text("coordinate_transformation_mode", absent);
            return switch (mode) {
                case "asymmetric" -> place / scale;
                case "half_pixel" -> (place + 0.5f) / scale - 0.5f;
                case "pytorch_half_pixel" -> newSize > 1 ? (place + 0.5f) / scale - 0.5f : 0;
                case "align_corners" -> newSize == 1 ? 0 : place * (float) (size - 1) / (newSize - 1);
                case "tf_half_pixel_for_nn" -> (place + 0.5f) / scale;
                case "half_pixel_symmetric" -> {
                    float adjustment = newSize / (scale * size);
                    float centre = size / 2f;
                    yield centre * (1 - adjustment) + (place + 0.5f) / scale - 0.5f;
                }
                default -> throw op.attributes().bad("coordinate_transformation_mode", mode, "a mode of Resize");
            };
        }

        /** The index of the value that each place takes. */
        int[] nearest(Operator op) {
            int[] indices = new int[newSize];
            for (int place = 0; place < newSize; place++) {
                indices[place] = changes() ? nearest(op, origin(op, place)) : place;
            }
            return indices;
        }

        private int nearest(Operator op, float origin) {
            boolean old = op.opset() < 11;
            String mode = op.attributes().text("nearest_mode", old && scale >= 1 ? "floor" : "round_prefer_floor");
            double rounded = switch (old && scale < 1 ? "ceil" : mode) {
                case "floor" -> Math.floor(origin);
                case "ceil" -> Math.ceil(origin);
                case "round_prefer_ceil" -> Math.floor(origin + 0.5);
                case "round_prefer_floor" -> Math.ceil(origin - 0.5);
                default -> throw op.attributes().bad("nearest_mode", mode, "floor, ceil or a rounding");
            };
            return (int) Math.clamp(rounded, 0, size - 1.0);
        }

        /** What each place takes of each value: {@code weight[value * newSize + place]}. */
        Dense matrix(Operator op) {
            String mode = op.attributes().text("mode", "nearest");
            if (op.attributes().flag("antialias", false) && scale < 1) {
                throw op.unsupported("Resize with antialiasing");
            }
            boolean cubic = switch (mode) {
                case "linear", "bilinear" -> false;
                case "cubic" -> true;
                default -> throw op.attributes().bad("mode", mode, "nearest, linear or cubic");
            };
            float[] weight = new float[Math.multiplyExact(size, newSize)];
            for (int place = 0; place < newSize; place++) {
                double origin = origin(op, place);
                if (cubic) {
                    cubic(op, weight, place, origin);
                } else {
                    double inside = Math.clamp(origin, 0, size - 1.0);
                    int lower = (int) Math.floor(inside);
                    int upper = Math.min(lower + 1, size - 1);
                    weight[lower * newSize + place] += (float) (1 - (inside - lower));
                    weight[upper * newSize + place] += (float) (inside - lower);
                }
            }
            return new Dense(size, newSize, weight, new float[newSize]);
        }

        private void cubic(Operator op, float[] weight, int place, double origin) {
            double a = op.attributes().real("cubic_coeff_a", -0.75f);
            boolean excludes = op.attributes().flag("exclude_outside", false);
            int lower = (int) Math.floor(origin);
            double[] taps = new double[4];
            double sum = 0;
            for (int tap = 0; tap < 4; tap++) {
                int index = lower - 1 + tap;
                double distance = Math.abs(origin - index);
                double value = distance <= 1
                        ? ((a + 2) * distance - (a + 3)) * distance * distance + 1
                        : ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
                boolean outside = index < 0 || index >= size;
                taps[tap] = excludes && outside ? 0 : value;
                sum += taps[tap];
            }
            for (int tap = 0; tap < 4; tap++) {
                int index = Math.clamp(lower - 1L + tap, 0, size - 1);
                weight[index * newSize + place] += (float) (taps[tap] / (excludes ? sum : 1));
            }
        }
    }
}

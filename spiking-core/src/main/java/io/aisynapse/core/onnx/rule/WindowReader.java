package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.onnx.value.Attributes;
import io.aisynapse.core.tensor.Window;
import io.aisynapse.core.tensor.Window.Extent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads kernel, stride, dilation and padding of a convolution or pooling, all in checked arithmetic. */
final class WindowReader {
    private static final int MOST = 1 << 16;

    private WindowReader() {}

    /**
     * A window and what it makes of its input.
     *
     * @param spatial the result's spatial dimensions
     * @param ceiling whether rounding up would have given larger ones
     */
    record Result(Window window, int[] spatial, boolean ceiling) {
        int[] dims(int channels) {
            int[] dims = new int[spatial.length + 2];
            dims[0] = 1;
            dims[1] = channels;
            System.arraycopy(spatial, 0, dims, 2, spatial.length);
            return dims;
        }

        /** Rounding up is only taken where it changes nothing. */
        void refuseCeiling(Operator op) {
            if (ceiling && op.attributes().flag("ceil_mode", false)) {
                throw op.attributes().bad("ceil_mode", "1", "0, or sizes that it does not change");
            }
        }
    }

    /**
     * The window with more padding behind, so that rounding down gives what rounding up gives without it; a window that
     * would lie in the padding alone is none.
     */
    static Result ceiled(int[] dims, Result result) {
        if (!result.ceiling()) {
            return result;
        }
        int axes = dims.length - 2;
        Extent vertical = axes == 1
                ? result.window().vertical()
                : ceiled(dims[2], result.window().vertical());
        Extent horizontal = ceiled(dims[axes + 1], result.window().horizontal());
        int[] spatial = result.spatial().clone();
        spatial[axes - 1] = horizontal.outputSize(dims[axes + 1]);
        if (axes == 2) {
            spatial[0] = vertical.outputSize(dims[2]);
        }
        return new Result(new Window(vertical, horizontal), spatial, false);
    }

    private static Extent ceiled(int size, Extent extent) {
        int room = size + extent.padBefore() + extent.padAfter() - (int) reach(extent);
        int missing = Math.floorMod(-room, extent.stride());
        boolean startsInside = room + missing < size + extent.padBefore();
        return new Extent(
                extent.kernel(),
                extent.stride(),
                extent.dilation(),
                extent.padBefore(),
                extent.padAfter() + (startsInside ? missing : 0));
    }

    /** The window over an input [1, channels, …]; the kernel is the weight's, or null to read kernel_shape. */
    static Result read(Operator op, int[] dims, int @Nullable [] weightKernel) {
        Attributes attributes = op.attributes();
        int axes = dims.length - 2;
        int[] kernel = attributes.integers("kernel_shape", axes, 1, MOST);
        if (weightKernel != null) {
            if (kernel != null && !Arrays.equals(kernel, weightKernel)) {
                throw attributes.bad("kernel_shape", Arrays.toString(kernel), Arrays.toString(weightKernel));
            }
            kernel = weightKernel;
        }
        if (kernel == null) {
            throw attributes.bad("kernel_shape", "absent", axes + " values");
        }
        int[] strides = orOnes(attributes.integers("strides", axes, 1, MOST), axes);
        int[] dilations = orOnes(attributes.integers("dilations", axes, 1, MOST), axes);
        int[] pads = attributes.integers("pads", 2 * axes, 0, MOST);
        Extent[] extents = new Extent[axes];
        int[] spatial = new int[axes];
        boolean ceiling = false;
        for (int axis = 0; axis < axes; axis++) {
            int size = dims[axis + 2];
            Extent bare = new Extent(kernel[axis], strides[axis], dilations[axis], 0, 0);
            Extent extent = padded(op, bare, size, pads == null ? 0 : pads[axis], pads == null ? 0 : pads[axes + axis]);
            long room = (long) size + extent.padBefore() + extent.padAfter() - reach(extent);
            if (room < 0) {
                throw op.mismatch(
                        "a window of %d over %d values with padding %d and %d"
                                .formatted(reach(extent), size, extent.padBefore(), extent.padAfter()),
                        "a window that fits");
            }
            extents[axis] = extent;
            spatial[axis] = (int) (room / extent.stride()) + 1;
            ceiling |= room % extent.stride() != 0;
        }
        Extent vertical = axes == 1 ? new Extent(1, 1, 1, 0, 0) : extents[0];
        return new Result(new Window(vertical, extents[axes - 1]), spatial, ceiling);
    }

    /** How many input values the window spans. */
    private static long reach(Extent extent) {
        return (long) extent.dilation() * (extent.kernel() - 1) + 1;
    }

    private static int[] orOnes(int @Nullable [] values, int count) {
        if (values != null) {
            return values;
        }
        int[] ones = new int[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static Extent padded(Operator op, Extent bare, int size, int before, int after) {
        String mode = op.attributes().text("auto_pad", "NOTSET");
        return switch (mode) {
            case "NOTSET" -> new Extent(bare.kernel(), bare.stride(), bare.dilation(), before, after);
            case "VALID" -> bare;
            case "SAME_UPPER", "SAME_LOWER" -> {
                long wanted = ((long) size + bare.stride() - 1) / bare.stride();
                long total = Math.max(0, (wanted - 1) * bare.stride() + reach(bare) - size);
                int small = Math.toIntExact(total / 2);
                int large = Math.toIntExact(total - small);
                boolean upper = mode.equals("SAME_UPPER");
                yield new Extent(
                        bare.kernel(), bare.stride(), bare.dilation(), upper ? small : large, upper ? large : small);
            }
            default -> throw op.attributes().bad("auto_pad", mode, "NOTSET, VALID, SAME_UPPER or SAME_LOWER");
        };
    }
}

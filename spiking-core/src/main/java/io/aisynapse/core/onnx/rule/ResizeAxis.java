package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.ann.AnnLayer.Dense;

/**
 * One axis of a Resize.
 *
 * @param size before
 * @param newSize after
 * @param scale as given, or the quotient of both sizes
 */
record ResizeAxis(int size, int newSize, float scale) {
    boolean changes() {
        return newSize != size || scale != 1;
    }

    /**
     * Where a place of the result lies among the values, by the operator's coordinate mode. In single precision, since
     * ties of the nearest mode are decided by it.
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

package io.aisynapse.core.ann.pass;

import io.aisynapse.core.tensor.UnaryFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A function as a constant and few capped ramps: {@code offset + Σ slope · min(max(z − start, 0), length)}. The ramps
 * lie one behind another, so each neuron population carries one segment, and none cancels another.
 *
 * @param offset the function's value at the lower end of its range; below, the approximation stays there
 * @param ramps from the lower end to the upper; the last one goes on when the function does
 * @param largestError between function and approximation in the range
 */
record Hinges(float offset, List<Ramp> ramps, double largestError) {
    /** One segment; the length is positive infinity for one that goes on. */
    record Ramp(float start, float length, float slope) {}

    private static final int LEAST = 4;
    private static final int MOST = 8;
    private static final int CELLS = 64;
    private static final int POINTS_PER_CELL = 4;
    private static final double GOOD = 0.005;

    Hinges {
        ramps = List.copyOf(ramps);
    }

    /**
     * The segments between points of a grid whose largest error is least, as few as reach half a per cent of the
     * function's span, but 4 to 8. A kink at 0 is always on the grid.
     */
    static Hinges fit(UnaryFunction function, double least, double most) {
        double[] points = points(least, most);
        double[] values = new double[points.length];
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < points.length; i++) {
            values[i] = function.apply(points[i]);
            lowest = Math.min(lowest, values[i]);
            highest = Math.max(highest, values[i]);
        }
        double[][] errors = new double[CELLS + 1][CELLS + 1];
        for (int from = 0; from < CELLS; from++) {
            for (int to = from + 1; to <= CELLS; to++) {
                errors[from][to] = error(points, values, from * POINTS_PER_CELL, to * POINTS_PER_CELL);
            }
        }
        int count = LEAST;
        List<Integer> knots = knots(errors, count);
        while (count < MOST && worst(errors, knots) > GOOD * (highest - lowest)) {
            knots = knots(errors, ++count);
        }
        return of(points, values, knots, worst(errors, knots));
    }

    /** Evenly spaced, but with 0 in place of the nearest cell's border. */
    private static double[] points(double least, double most) {
        double[] borders = new double[CELLS + 1];
        for (int i = 0; i <= CELLS; i++) {
            borders[i] = least + (most - least) * i / CELLS;
        }
        int nearest = (int) Math.round(-least / (most - least) * CELLS);
        if (nearest > 0 && nearest < CELLS) {
            borders[nearest] = 0;
        }
        double[] points = new double[CELLS * POINTS_PER_CELL + 1];
        for (int i = 0; i < points.length; i++) {
            int cell = Math.min(i / POINTS_PER_CELL, CELLS - 1);
            double share = (i - cell * POINTS_PER_CELL) / (double) POINTS_PER_CELL;
            points[i] = borders[cell] + (borders[cell + 1] - borders[cell]) * share;
        }
        return points;
    }

    private static double error(double[] points, double[] values, int from, int to) {
        double slope = (values[to] - values[from]) / (points[to] - points[from]);
        double error = 0;
        for (int i = from; i <= to; i++) {
            error = Math.max(error, Math.abs(values[from] + slope * (points[i] - points[from]) - values[i]));
        }
        return error;
    }

    /** The borders of so many segments, by dynamic programming over the cells. */
    private static List<Integer> knots(double[][] errors, int segments) {
        double[][] best = new double[segments + 1][CELLS + 1];
        int[][] before = new int[segments + 1][CELLS + 1];
        for (double[] row : best) {
            Arrays.fill(row, Double.POSITIVE_INFINITY);
        }
        best[0][0] = 0;
        for (int used = 1; used <= segments; used++) {
            for (int to = 1; to <= CELLS; to++) {
                for (int from = 0; from < to; from++) {
                    double error = Math.max(best[used - 1][from], errors[from][to]);
                    if (error < best[used][to]) {
                        best[used][to] = error;
                        before[used][to] = from;
                    }
                }
            }
        }
        List<Integer> knots = new ArrayList<>(List.of(CELLS));
        for (int used = segments; used > 0; used--) {
            knots.addFirst(before[used][knots.getFirst()]);
        }
        return knots;
    }

    private static double worst(double[][] errors, List<Integer> knots) {
        double worst = 0;
        for (int i = 1; i < knots.size(); i++) {
            worst = Math.max(worst, errors[knots.get(i - 1)][knots.get(i)]);
        }
        return worst;
    }

    private static Hinges of(double[] points, double[] values, List<Integer> knots, double error) {
        List<Ramp> ramps = new ArrayList<>();
        for (int i = 1; i < knots.size(); i++) {
            int from = knots.get(i - 1) * POINTS_PER_CELL;
            int to = knots.get(i) * POINTS_PER_CELL;
            double length = points[to] - points[from];
            double slope = (values[to] - values[from]) / length;
            boolean last = i == knots.size() - 1;
            if (slope != 0) {
                ramps.add(
                        new Ramp((float) points[from], last ? Float.POSITIVE_INFINITY : (float) length, (float) slope));
            }
        }
        return new Hinges((float) values[0], ramps, error);
    }

    /** The approximation's value. */
    double apply(double z) {
        double sum = offset;
        for (Ramp ramp : ramps) {
            sum += ramp.slope() * Math.min(Math.max(z - ramp.start(), 0), ramp.length());
        }
        return sum;
    }
}

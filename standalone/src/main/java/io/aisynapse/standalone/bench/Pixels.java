package io.aisynapse.standalone.bench;

import java.util.Map;

/**
 * A class for each pixel; an answer has one plane of pixels a class.
 *
 * @param labels by sample and pixel; 0 is the background
 */
record Pixels(int[][] labels) implements Metric {
    private static final float INK = 0.3f;

    /** The label of a pixel with ink is the digit's plus 1, of one without 0. */
    static Pixels ofInk(float[][] images, float scale, long[] digits) {
        int[][] labels = new int[images.length][];
        for (int s = 0; s < images.length; s++) {
            labels[s] = new int[images[s].length];
            for (int i = 0; i < labels[s].length; i++) {
                labels[s][i] = images[s][i] * scale > INK ? (int) digits[s] + 1 : 0;
            }
        }
        return new Pixels(labels);
    }

    @Override
    public String name() {
        return "pixel_accuracy";
    }

    @Override
    public double of(float[][] answers) {
        return accuracy(answers, 0);
    }

    @Override
    public Map<String, Double> more(float[][] answers) {
        return Map.of("ink_pixel_accuracy", accuracy(answers, 1));
    }

    private double accuracy(float[][] answers, int leastLabel) {
        long right = 0;
        long pixels = 0;
        for (int s = 0; s < answers.length; s++) {
            for (int i = 0; i < labels[s].length; i++) {
                if (labels[s][i] >= leastLabel) {
                    pixels++;
                    right += classOf(answers[s], i, labels[s].length) == labels[s][i] ? 1 : 0;
                }
            }
        }
        return right / (double) Math.max(1, pixels);
    }

    @Override
    public double agreement(float[][] answers, float[][] original) {
        long same = 0;
        long pixels = 0;
        for (int s = 0; s < answers.length; s++) {
            int plane = labels[s].length;
            for (int i = 0; i < plane; i++) {
                same += classOf(answers[s], i, plane) == classOf(original[s], i, plane) ? 1 : 0;
            }
            pixels += plane;
        }
        return same / (double) Math.max(1, pixels);
    }

    private static int classOf(float[] answer, int pixel, int plane) {
        int best = 0;
        for (int c = 1; c < answer.length / plane; c++) {
            best = answer[c * plane + pixel] > answer[best * plane + pixel] ? c : best;
        }
        return best;
    }
}

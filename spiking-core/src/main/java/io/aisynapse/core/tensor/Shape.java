package io.aisynapse.core.tensor;

/**
 * The shape of one sample (without the batch axis) as channels × height × width; a vector of n values is n × 1 × 1, a
 * 1-D signal of c channels and length l is c × 1 × l. Values are always kept flat and row-major, so a flatten moves
 * nothing.
 */
public record Shape(int channels, int height, int width) {
    public Shape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("shape %d×%d×%d has an empty axis".formatted(channels, height, width));
        }
        Math.multiplyExact(Math.multiplyExact(channels, height), width);
    }

    public static Shape vector(int size) {
        return new Shape(size, 1, 1);
    }

    /** Number of values of one sample. */
    public int size() {
        return channels * height * width;
    }

    /** Number of values of one channel. */
    public int plane() {
        return height * width;
    }

    public String toText() {
        return height == 1 && width == 1 ? Integer.toString(channels) : channels + "×" + height + "×" + width;
    }
}

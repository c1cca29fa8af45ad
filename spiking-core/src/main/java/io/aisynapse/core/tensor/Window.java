package io.aisynapse.core.tensor;

/**
 * The sliding window of a convolution or a pooling: size, stride, dilation and padding by axis. A 1-D window has height
 * 1. Output size by axis: {@code floor((size + padBefore + padAfter − dilation·(kernel − 1) − 1) / stride) + 1}.
 */
public record Window(Extent vertical, Extent horizontal) {
    /** One axis of a window. */
    public record Extent(int kernel, int stride, int dilation, int padBefore, int padAfter) {
        public Extent {
            if (kernel < 1 || stride < 1 || dilation < 1 || padBefore < 0 || padAfter < 0) {
                throw new IllegalArgumentException("kernel %d, stride %d, dilation %d, pads %d and %d"
                        .formatted(kernel, stride, dilation, padBefore, padAfter));
            }
        }

        public int outputSize(int inputSize) {
            return (inputSize + padBefore + padAfter - dilation * (kernel - 1) - 1) / stride + 1;
        }
    }

    /** A window that covers the whole plane of the shape, as a global pooling does. */
    public static Window whole(Shape shape) {
        return new Window(new Extent(shape.height(), 1, 1, 0, 0), new Extent(shape.width(), 1, 1, 0, 0));
    }

    public int area() {
        return vertical.kernel() * horizontal.kernel();
    }

    /** The output's shape when the window slides over the input and yields so many channels. */
    public Shape outputShape(Shape input, int channels) {
        return new Shape(channels, vertical.outputSize(input.height()), horizontal.outputSize(input.width()));
    }
}

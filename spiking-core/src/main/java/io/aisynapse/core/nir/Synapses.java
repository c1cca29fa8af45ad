package io.aisynapse.core.nir;

import io.aisynapse.core.nir.graph.NirArray;
import io.aisynapse.core.nir.graph.NirNode;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;

/**
 * The weights of one projection from one part of its source, as a NIR node.
 *
 * @param node Conv or Affine without bias
 * @param takesFlat whether it reads values of one axis
 * @param lastPlaces of each weight, what {@code weight · unit} lacks of the projection's own weight, in last places;
 *     empty when nothing lacks
 */
record Synapses(NirNode node, boolean takesFlat, float[] lastPlaces) {
    /** Most weights in one node, 256 MB. */
    static final long MOST_WEIGHTS = 1L << 26;

    private static final long MOST_WEIGHTS_OF_A_STOPGAP = 1L << 22;

    /**
     * What a projection reads.
     *
     * @param shape of the spiking node that it reads
     */
    record Source(Kernel kernel, Layout layout, Shape shape) {
        /** Whether it can be a convolution; anything else is a matrix, and so is what NIR's own shape check refuses. */
        boolean isConvolution(Shape target) {
            if (kernel instanceof Kernel.Dense || kernel instanceof Kernel.Sparse || !layout.isStackOf(shape)) {
                return false;
            }
            boolean line = shape.height() == 1 && target.height() == 1;
            return line || isSquare() || (long) shape.size() * target.size() > MOST_WEIGHTS_OF_A_STOPGAP;
        }

        private boolean isSquare() {
            return !(kernel instanceof Kernel.Convolution convolution)
                    || PortableKernel.of(convolution.window()).isSquare();
        }

        /** Weights of the node for part {@code p}. */
        long weights(int p, Shape target) {
            Layout.Part part = layout.parts().get(p);
            if (!isConvolution(target)) {
                return (long) target.size() * part.shape().size();
            }
            long taps = kernel instanceof Kernel.Convolution convolution
                    ? area(PortableKernel.of(convolution.window()))
                    : 1;
            return taps * target.channels() * part.shape().channels();
        }

        private static long area(PortableKernel kernel) {
            return (long) kernel.vertical().taps() * kernel.horizontal().taps();
        }
    }

    /** @param line whether signals have one axis beside channels */
    static Synapses of(Source source, int p, Shape target, boolean line) {
        return source.isConvolution(target)
                ? exact(convolution(source, p, target, line), false, source, p)
                : exact(matrix(source, p, target), true, source, p);
    }

    private static Synapses exact(NirNode worthOne, boolean takesFlat, Source source, int p) {
        double unit = source.layout().parts().get(p).unit();
        if (unit == 1) {
            return new Synapses(worthOne, takesFlat, new float[0]);
        }
        float[] wanted = worthOne instanceof NirNode.Conv conv
                ? conv.weight().values()
                : ((NirNode.Affine) worthOne).weight().values();
        float[] weights = new float[wanted.length];
        float[] lastPlaces = new float[wanted.length];
        boolean lacks = false;
        for (int i = 0; i < wanted.length; i++) {
            weights[i] = (float) (wanted[i] / unit);
            float back = weights[i] * (float) unit;
            lastPlaces[i] = Float.floatToRawIntBits(wanted[i]) - Float.floatToRawIntBits(back);
            lacks |= lastPlaces[i] != 0;
        }
        return new Synapses(withWeights(worthOne, weights), takesFlat, lacks ? lastPlaces : new float[0]);
    }

    private static NirNode withWeights(NirNode node, float[] weights) {
        return switch (node) {
            case NirNode.Conv conv ->
                new NirNode.Conv(
                        conv.inputShape(),
                        new NirArray(conv.weight().axes(), weights),
                        conv.bias(),
                        conv.steps(),
                        conv.groups());
            case NirNode.Affine affine ->
                new NirNode.Affine(new NirArray(affine.weight().axes(), weights), affine.bias());
            default -> throw new IllegalArgumentException("synapses of type " + node.type());
        };
    }

    private static NirNode matrix(Source source, int p, Shape target) {
        Layout layout = source.layout();
        Layout.Part part = layout.parts().get(p);
        int inputs = part.shape().size();
        double[] sums = new double[target.size() * inputs];
        KernelMatrix.visit(source.kernel(), source.shape(), target, (input, output, weight) -> {
            if (layout.partOf()[input] == p) {
                sums[output * inputs + layout.indexOf()[input]] += weight;
            }
        });
        float[] weights = new float[sums.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) sums[i];
        }
        return new NirNode.Affine(
                new NirArray(new int[] {target.size(), inputs}, weights), NirArray.vector(new float[target.size()]));
    }

    static NirNode convolution(Source source, int p, Shape target, boolean line) {
        Layout.Part part = source.layout().parts().get(p);
        int first = 0;
        for (int before = 0; before < p; before++) {
            first += source.layout().parts().get(before).shape().channels();
        }
        Kernel.Convolution kernel = asConvolution(source.kernel());
        int channels = part.shape().channels();
        PortableKernel portable = line ? PortableKernel.ofLine(kernel.window()) : PortableKernel.of(kernel.window());
        float[] weights = portable.weights(kernel, first, channels);
        return new NirNode.Conv(
                PortableKernel.inputShape(part.shape(), line),
                new NirArray(portable.axes(target.channels(), channels, line), weights),
                NirArray.vector(new float[target.channels()]),
                portable.steps(line),
                1);
    }

    /** An identity is a convolution of one tap that keeps channels apart. */
    private static Kernel.Convolution asConvolution(Kernel kernel) {
        return switch (kernel) {
            case Kernel.Convolution convolution -> convolution;
            case Kernel.Diagonal diagonal -> oneTap(diagonal.weightByChannel());
            case Kernel.Dense _, Kernel.Sparse _ -> throw new IllegalArgumentException("a kernel of pairs");
        };
    }

    static Kernel.Convolution oneTap(float[] weightByChannel) {
        Window.Extent one = new Window.Extent(1, 1, 1, 0, 0);
        int channels = weightByChannel.length;
        return new Kernel.Convolution(channels, channels, channels, new Window(one, one), weightByChannel);
    }
}

package io.aisynapse.core.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A seeded model of 2 to 7 random steps over an image, and a dense layer or a function at the end. */
final class RandomModel {
    private static final String[] FUNCTIONS = {
        "Relu",
        "LeakyRelu",
        "Sigmoid",
        "Tanh",
        "HardSigmoid",
        "HardSwish",
        "Elu",
        "Softplus",
        "Abs",
        "Erf",
        "Mish",
        "Gelu",
        "Neg",
        "Softsign"
    };

    private final SplittableRandom random;
    private final ModelBuilder model;
    private final List<String> steps = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private int names;

    private record Tensor(String name, int channels, int height, int width) {
        boolean sameShape(Tensor other) {
            return channels == other.channels && samePlane(other);
        }

        boolean samePlane(Tensor other) {
            return height == other.height && width == other.width;
        }
    }

    RandomModel(long seed) {
        random = new SplittableRandom(seed);
        model = new ModelBuilder(20);
    }

    String text() {
        return String.join(" ", steps);
    }

    byte[] build() {
        int channels = 2 * random.nextInt(1, 3);
        int height = random.nextInt(4, 8);
        int width = random.nextInt(4, 8);
        model.input("x", 0, channels, height, width);
        tensors.add(new Tensor("x", channels, height, width));
        int count = random.nextInt(2, 8);
        for (int i = 0; i < count; i++) {
            step(tensors.getLast());
        }
        end(tensors.getLast());
        return model.output("y").toBytes();
    }

    private void step(Tensor from) {
        if (from.channels * from.height * from.width > 2_000) {
            pool(from);
            return;
        }
        switch (random.nextInt(16)) {
            case 0, 1 -> convolution(from);
            case 2 -> transposed(from);
            case 3 -> pool(from);
            case 4, 5 -> same(FUNCTIONS[random.nextInt(FUNCTIONS.length)], from, from.name);
            case 6 -> constant(from);
            case 7 -> branch(from, "Add");
            case 8 -> branch(from, "Mul");
            case 9 -> joined(from);
            case 10 -> gated(from);
            case 11 -> bounded(from);
            case 12 -> same("Softmax", from, from.name, "axis=" + random.nextInt(1, 4));
            case 13 -> normalised(from);
            case 14 -> resized(from);
            default -> padded(from);
        }
    }

    private String name(String prefix) {
        return prefix + names++;
    }

    private void add(String op, String inputs, Tensor result, String... attributes) {
        steps.add(op + Arrays.toString(attributes));
        model.node(op, inputs, result.name, attributes);
        tensors.add(result);
    }

    private void same(String op, Tensor from, String inputs, String... attributes) {
        add(op, inputs, new Tensor(name("t"), from.channels, from.height, from.width), attributes);
    }

    private void convolution(Tensor from) {
        int groups = from.channels % 2 == 0 && random.nextInt(3) == 0 ? 2 : 1;
        int outputs = groups * random.nextInt(1, 4);
        int kernel = 1 + 2 * random.nextInt(2);
        String weight = name("w");
        model.weights(weight, outputs, from.channels / groups, kernel, kernel);
        String pads = kernel == 1 ? "pads=0,0,0,0" : "pads=1,1,1,1";
        add(
                "Conv",
                from.name + " " + weight,
                new Tensor(name("t"), outputs, from.height, from.width),
                pads,
                "group=" + groups);
    }

    private void transposed(Tensor from) {
        String weight = name("w");
        model.weights(weight, from.channels, 2, 3, 2);
        int height = 2 * from.height - 1;
        int width = 2 * from.width;
        add(
                "ConvTranspose",
                from.name + " " + weight,
                new Tensor(name("t"), 2, height, width),
                "strides=2,2",
                "pads=1,0,1,0");
    }

    private void pool(Tensor from) {
        if (from.height < 3 || from.width < 3) {
            same("Relu", from, from.name);
            return;
        }
        boolean ceil = random.nextBoolean();
        int height = ceil ? (from.height - 1) / 2 + 1 : from.height / 2;
        int width = ceil ? (from.width - 1) / 2 + 1 : from.width / 2;
        add(
                random.nextBoolean() ? "MaxPool" : "AveragePool",
                from.name,
                new Tensor(name("t"), from.channels, height, width),
                "kernel_shape=2,2",
                "strides=2,2",
                "ceil_mode=" + (ceil ? 1 : 0));
    }

    private void constant(Tensor from) {
        String constant = name("c");
        switch (random.nextInt(4)) {
            case 0 -> model.weights(constant, 1);
            case 1 -> model.weights(constant, from.channels, 1, 1);
            case 2 -> model.weights(constant, from.width);
            default -> model.weights(constant, 1, from.channels, from.height, from.width);
        }
        String op = List.of("Add", "Mul", "Sub").get(random.nextInt(3));
        same(op, from, random.nextBoolean() ? constant + " " + from.name : from.name + " " + constant);
    }

    private void branch(Tensor from, String op) {
        List<Tensor> others = tensors.stream().filter(from::sameShape).toList();
        same(op, from, from.name + " " + others.get(random.nextInt(others.size())).name);
    }

    private void joined(Tensor from) {
        List<Tensor> others = tensors.stream().filter(from::samePlane).toList();
        Tensor other = others.get(random.nextInt(others.size()));
        add(
                "Concat",
                from.name + " " + other.name,
                new Tensor(name("t"), from.channels + other.channels, from.height, from.width),
                "axis=1");
    }

    private void gated(Tensor from) {
        add("GlobalAveragePool", from.name, new Tensor(name("g"), from.channels, 1, 1));
        String gate = tensors.removeLast().name;
        same("Mul", from, from.name + " " + gate);
    }

    private void bounded(Tensor from) {
        String low = name("l");
        String high = name("h");
        model.reals(low, new float[] {random.nextFloat() - 0.6f});
        model.reals(high, new float[] {random.nextFloat() + 0.5f});
        same("Clip", from, from.name + " " + low + " " + high);
    }

    private void normalised(Tensor from) {
        String scale = name("s");
        String shift = name("b");
        model.weights(scale, from.channels).weights(shift, from.channels);
        if (random.nextBoolean() && from.height * from.width > 3) {
            same("InstanceNormalization", from, from.name + " " + scale + " " + shift, "epsilon=0.1");
            return;
        }
        String mean = name("m");
        String variance = name("v");
        model.weights(mean, from.channels).positives(variance, from.channels);
        same("BatchNormalization", from, String.join(" ", from.name, scale, shift, mean, variance));
    }

    private void resized(Tensor from) {
        String scales = name("z");
        model.reals(scales, new float[] {1, 1, 2, 1.5f}, 4);
        add(
                "Resize",
                from.name + " - " + scales,
                new Tensor(name("t"), from.channels, 2 * from.height, (int) (1.5 * from.width)),
                "mode=" + (random.nextBoolean() ? "linear" : "nearest"));
    }

    private void padded(Tensor from) {
        String pads = name("p");
        model.integers(pads, 0, 0, 1, 0, 0, 0, 0, 2);
        add("Pad", from.name + " " + pads, new Tensor(name("t"), from.channels, from.height + 1, from.width + 2));
    }

    private void end(Tensor from) {
        boolean pooled = random.nextBoolean();
        String values = name("g");
        String flat = name("f");
        model.node(pooled ? "GlobalAveragePool" : "Identity", from.name, values).node("Flatten", values, flat);
        if (random.nextInt(4) == 0) {
            model.node(FUNCTIONS[random.nextInt(FUNCTIONS.length)], flat, "y");
            return;
        }
        String weight = name("w");
        model.weights(weight, pooled ? from.channels : from.channels * from.height * from.width, 3)
                .node("MatMul", flat + " " + weight, "y");
    }
}

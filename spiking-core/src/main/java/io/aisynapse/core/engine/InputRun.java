package io.aisynapse.core.engine;

import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.program.Stage;

/** Levels of the sample, once. */
final class InputRun implements StageRun {
    private final Stage.Input input;
    private final EventStream stream;

    InputRun(Stage.Input input, EventStream stream) {
        this.input = input;
        this.stream = stream;
    }

    @Override
    public void start(float[] sample) {
        if (sample.length != input.shape().size()) {
            throw new IllegalArgumentException("a sample of %d values, the input takes %d"
                    .formatted(sample.length, input.shape().size()));
        }
        stream.clear();
        for (int i = 0; i < sample.length; i++) {
            int flat = NeuronOrder.flat(input.shape(), i);
            int level = input.level(sample[flat], i % input.shape().channels());
            if (level != 0) {
                stream.events.add(i, level);
            }
        }
    }

    @Override
    public void tick(int tick) {}
}

package io.aisynapse.core.engine;

import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.StageRun;
import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Stage;

/** Levels of the sample: once, or those of each tick. */
final class InputRun implements StageRun {
    private final Stage.Input input;
    private final int sampleSize;
    private final EventStream stream;
    private float[] sample = new float[0];

    InputRun(CoreProgram program, EventStream stream) {
        this.input = program.input();
        this.sampleSize = program.sampleSize();
        this.stream = stream;
    }

    @Override
    public void start(float[] given) {
        if (given.length != sampleSize) {
            throw new IllegalArgumentException(
                    "a sample of %d values, the input takes %d".formatted(given.length, sampleSize));
        }
        stream.clear();
        sample = given;
        if (!input.perTick()) {
            addLevels(0);
        }
    }

    @Override
    public void tick(int tick) {
        if (input.perTick()) {
            addLevels((tick - 1) * input.shape().size());
            stream.endTick(tick);
        }
    }

    private void addLevels(int from) {
        for (int i = 0; i < input.shape().size(); i++) {
            float value = sample[from + NeuronOrder.flat(input.shape(), i)];
            int level = input.level(value, i % input.shape().channels());
            if (level != 0) {
                stream.events.add(i, level);
            }
        }
    }
}

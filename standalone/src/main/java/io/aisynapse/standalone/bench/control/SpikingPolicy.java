package io.aisynapse.standalone.bench.control;

import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.CoreProgram;
import java.io.IOException;
import java.util.List;

/** A program on the engine, through its file, as an execution node runs it. */
final class SpikingPolicy implements Policy {
    private final Engine engine;
    private final Tail tail;
    private long spikes;
    private long decisions;

    private SpikingPolicy(Engine engine, Tail tail) {
        this.engine = engine;
        this.tail = tail;
    }

    static SpikingPolicy of(CoreProgram program, Tail tail, int threads) throws IOException {
        CoreProgram read = CoreProgramFile.read(CoreProgramFile.write(program));
        return new SpikingPolicy(
                new Engine(read, new RunOptions(threads, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER)), tail);
    }

    @Override
    public float[][] answer(float[][] observations) {
        List<SampleResult> results = engine.run(observations);
        float[][] answers = new float[results.size()][];
        for (int i = 0; i < answers.length; i++) {
            double[] outputs = tail.apply(results.get(i).outputs());
            answers[i] = new float[outputs.length];
            for (int j = 0; j < outputs.length; j++) {
                answers[i][j] = (float) outputs[j];
            }
            spikes += results.get(i).counts().operations().spikes();
        }
        decisions += answers.length;
        return answers;
    }

    double spikesPerDecision() {
        return spikes / (double) Math.max(1, decisions);
    }
}

package io.aisynapse.standalone.bench.control;

import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.reference.AnswerModel;
import java.io.IOException;
import java.util.List;

/** A program on the engine, through its file, as an execution node runs it. */
final class SpikingPolicy implements Policy {
    private final Engine engine;
    private final AnswerModel answers;
    private long spikes;
    private long decisions;

    private SpikingPolicy(Engine engine, AnswerModel answers) {
        this.engine = engine;
        this.answers = answers;
    }

    /** @param answers turns readouts into answers; stays open while this is used */
    static SpikingPolicy of(CoreProgram program, AnswerModel answers, int threads) throws IOException {
        CoreProgram read = CoreProgramFile.read(CoreProgramFile.write(program));
        return new SpikingPolicy(
                new Engine(read, new RunOptions(threads, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER)), answers);
    }

    @Override
    public float[][] answer(float[][] observations) {
        List<SampleResult> results = engine.run(observations);
        float[][] rows = new float[results.size()][];
        int from = answers.part().from();
        for (int i = 0; i < rows.length; i++) {
            double[] answer = answers.answer(results.get(i).outputs(), observations[i]);
            rows[i] = new float[answers.part().size()];
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = (float) answer[from + j];
            }
            spikes += results.get(i).counts().operations().spikes();
        }
        decisions += rows.length;
        return rows;
    }

    double spikesPerDecision() {
        return spikes / (double) Math.max(1, decisions);
    }
}

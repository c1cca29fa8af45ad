package io.aisynapse.node;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.answer.MarginRule;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.protocol.work.WorkOrder.RunWishes;
import io.aisynapse.protocol.work.WorkResult.TickCount;
import io.aisynapse.reference.AnswerModel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows answers as they build up: ends samples early and keeps their classes after 1, 2, 4 … ticks. Threads write
 * each sample's own cells only, so what it finds depends on no thread.
 */
final class AnswerTrack implements Engine.AnswerReader {
    private final AnswerModel model;
    private final float[][] samples;
    private final int readoutStart;
    private final @Nullable MarginRule rule;
    private final int[] ticks;
    private final int[][] classes;
    private final @Nullable String note;

    private AnswerTrack(
            AnswerModel model,
            float[][] samples,
            CoreProgram program,
            @Nullable MarginRule rule,
            boolean againstTime,
            @Nullable String note) {
        this.model = model;
        this.samples = samples;
        this.readoutStart = program.readoutStart();
        this.rule = rule;
        this.ticks = againstTime ? doublings(program.timeSteps()) : new int[0];
        this.classes = new int[samples.length][ticks.length];
        this.note = note;
    }

    /** @param original the model; where wishes cannot be met the summary's note says why */
    static AnswerTrack of(
            RunWishes wishes, CoreProgram program, OriginalModel original, AnswerModel model, float[][] samples) {
        boolean wanted = wishes.earlyExitMargin() != null || wishes.againstTime();
        String obstacle = wanted ? obstacle(program, original) : null;
        Double margin = obstacle == null ? wishes.earlyExitMargin() : null;
        MarginRule rule = margin == null ? null : new MarginRule(margin, Math.max(1, wishes.earlyExitMinTicks()));
        String note = obstacle == null ? null : "samples ran to their end and answers were not followed: " + obstacle;
        return new AnswerTrack(model, samples, program, rule, wishes.againstTime() && obstacle == null, note);
    }

    private static @Nullable String obstacle(CoreProgram program, OriginalModel original) {
        if (original.checked().remainder() != null) {
            return "the model is a hybrid, whose answers come out of ONNX Runtime";
        }
        if (!original.checked().graph().tail().classification()) {
            return "the model's answer is no class";
        }
        return program.coding() == Coding.SERIAL ? "scheme serial has no answer before its last tick" : null;
    }

    private static int[] doublings(int last) {
        List<Integer> ticks = new ArrayList<>();
        for (int tick = 1; tick < last; tick *= 2) {
            ticks.add(tick);
        }
        ticks.add(last);
        return ticks.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Whether it has anything to follow; without, the engine need not decode each tick. */
    boolean isIdle() {
        return rule == null && ticks.length == 0;
    }

    boolean endsEarly() {
        return rule != null;
    }

    @Override
    public boolean takes(int sample, int tick, double[] decoded) {
        double[] answer = model.answer(decoded, samples[sample]);
        int from = model.part().from();
        int size = model.part().size();
        MarginRule margin = rule;
        boolean taken = margin != null && margin.takes(tick, readoutStart, MarginRule.lead(answer, from, size));
        for (int i = 0; i < ticks.length; i++) {
            if (taken ? ticks[i] >= tick : ticks[i] == tick) {
                classes[sample][i] = Answers.largest(answer, from, size);
            }
        }
        return taken;
    }

    @Nullable
    String note() {
        return note;
    }

    /** Null when it was not asked for. */
    @Nullable
    List<TickCount> counts(Answers answers) {
        if (ticks.length == 0) {
            return null;
        }
        List<TickCount> counts = new ArrayList<>();
        for (int i = 0; i < ticks.length; i++) {
            long[] after = new long[classes.length];
            for (int s = 0; s < after.length; s++) {
                after[s] = answers.classAt(classes[s][i]);
            }
            Answers then = answers.with(after);
            counts.add(new TickCount(ticks[i], then.correctSpiking(), then.agreeing()));
        }
        return counts;
    }
}

package io.aisynapse.node;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.answer.MarginRule;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.tensor.ArgMax;
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
    private final Reading reading;
    private final int readoutStart;
    private final @Nullable MarginRule rule;
    private final int[] ticks;
    private final int[][] classes;
    private final @Nullable String note;

    private AnswerTrack(Reading reading, int samples, CoreProgram program, Plan plan) {
        this.reading = reading;
        this.readoutStart = program.readoutStart();
        this.rule = plan.rule;
        this.ticks = plan.againstTime ? doublings(program.timeSteps()) : new int[0];
        this.classes = new int[samples][ticks.length];
        this.note = plan.note;
    }

    /** What of the wishes can be met, and why not all. */
    private record Plan(
            @Nullable MarginRule rule,
            boolean againstTime,
            @Nullable String note) {}

    /** How an answer is read from decoded values, and where in it the classes stand. */
    interface Reading {
        double[] answer(int sample, double[] decoded);

        int from();

        int size();
    }

    /**
     * @param original the model; where wishes cannot be met the summary's note says why
     * @param fed what the network is fed with
     */
    static AnswerTrack of(
            RunWishes wishes, CoreProgram program, OriginalModel original, AnswerModel model, float[][] fed) {
        Reading reading = new Reading() {
            @Override
            public double[] answer(int sample, double[] decoded) {
                return model.answer(decoded, fed[sample]);
            }

            @Override
            public int from() {
                return model.part().from();
            }

            @Override
            public int size() {
                return model.part().size();
            }
        };
        return of(wishes, program, obstacle(program, original), reading, fed.length);
    }

    /** Of a network whose readout is the answer. */
    static AnswerTrack ofReadout(RunWishes wishes, CoreProgram program, int samples) {
        int size = program.readout().shape().size();
        Reading reading = new Reading() {
            @Override
            public double[] answer(int sample, double[] decoded) {
                return decoded;
            }

            @Override
            public int from() {
                return 0;
            }

            @Override
            public int size() {
                return size;
            }
        };
        return of(wishes, program, size > 1 ? null : "the network has one output", reading, samples);
    }

    private static AnswerTrack of(
            RunWishes wishes, CoreProgram program, @Nullable String found, Reading reading, int samples) {
        boolean wanted = wishes.earlyExitMargin() != null || wishes.againstTime();
        String obstacle = wanted ? found : null;
        Double margin = obstacle == null ? wishes.earlyExitMargin() : null;
        MarginRule rule = margin == null ? null : new MarginRule(margin, Math.max(1, wishes.earlyExitMinTicks()));
        String note = obstacle == null ? null : "samples ran to their end and answers were not followed: " + obstacle;
        Plan plan = new Plan(rule, wishes.againstTime() && obstacle == null, note);
        return new AnswerTrack(reading, samples, program, plan);
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
        double[] answer = reading.answer(sample, decoded);
        int from = reading.from();
        int size = reading.size();
        MarginRule margin = rule;
        boolean taken = margin != null && margin.takes(tick, readoutStart, MarginRule.lead(answer, from, size));
        for (int i = 0; i < ticks.length; i++) {
            if (taken ? ticks[i] >= tick : ticks[i] == tick) {
                classes[sample][i] = ArgMax.of(answer, from, size);
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

package io.aisynapse.node;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.answer.MarginRule;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.tensor.ArgMax;
import io.aisynapse.protocol.work.WorkOrder.RunWishes;
import io.aisynapse.protocol.work.WorkResult.TickCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Follows answers as they build up: ends samples early and keeps what they were after 1, 2, 4 … ticks. Threads write
 * each sample's own cells only, so what it finds depends on no thread.
 */
final class AnswerTrack implements Engine.AnswerReader {
    private final Reading reading;
    private final int readoutStart;
    private final @Nullable MarginRule rule;
    private final int[] ticks;
    private final double[][] kept;
    private final @Nullable String note;

    private AnswerTrack(Reading reading, int samples, CoreProgram program, Plan plan) {
        this.reading = reading;
        this.readoutStart = program.readoutStart();
        this.rule = plan.rule;
        this.ticks = plan.againstTime ? doublings(program.timeSteps()) : new int[0];
        this.kept = new double[samples][ticks.length];
        this.note = plan.note;
    }

    /** What of the wishes can be met, and why not all. */
    private record Plan(
            @Nullable MarginRule rule,
            boolean againstTime,
            @Nullable String note) {}

    /** How an answer is read from decoded values, where in it the classes stand, and what it should be. */
    interface Reading {
        double[] answer(int sample, double[] decoded);

        /** Index of its class; where the answer is no class its squared distance to the original's. */
        double essence(int sample, double[] answer);

        int from();

        int size();
    }

    /**
     * Where wishes cannot be met the summary's note says why.
     *
     * @param fed what the network is fed with
     */
    static AnswerTrack of(
            RunWishes wishes, CoreProgram program, OriginalModel model, OriginalAnswers original, float[][] fed) {
        boolean classification = model.checked().graph().tail().classification();
        Reading reading = new Reading() {
            @Override
            public double[] answer(int sample, double[] decoded) {
                return original.model().answer(decoded, fed[sample]);
            }

            @Override
            public double essence(int sample, double[] answer) {
                return classification ? ArgMax.of(answer, from(), size()) : original.squaredError(sample, answer);
            }

            @Override
            public int from() {
                return original.model().part().from();
            }

            @Override
            public int size() {
                return original.model().part().size();
            }
        };
        return of(wishes, program, classification ? null : "the model's answer is no class", reading, fed.length);
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
            public double essence(int sample, double[] answer) {
                return ArgMax.of(answer);
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

    /** @param classless why no answer can lead another; null when one can */
    private static AnswerTrack of(
            RunWishes wishes, CoreProgram program, @Nullable String classless, Reading reading, int samples) {
        Double margin = wishes.earlyExitMargin();
        if (program.coding() == Coding.SERIAL && (margin != null || wishes.againstTime())) {
            String note = "answers were not followed: scheme serial has no answer before its last tick";
            return new AnswerTrack(reading, samples, program, new Plan(null, false, note));
        }
        if (margin == null || classless != null) {
            String note = margin == null ? null : "samples ran to their end: " + classless;
            return new AnswerTrack(reading, samples, program, new Plan(null, wishes.againstTime(), note));
        }
        MarginRule rule = new MarginRule(margin, Math.max(1, wishes.earlyExitMinTicks()));
        return new AnswerTrack(reading, samples, program, new Plan(rule, wishes.againstTime(), null));
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

    /** A hybrid's answer takes a run of its remainder: it is not read at ticks at which nothing depends on it. */
    @Override
    public boolean takes(int sample, int tick, double[] decoded) {
        int place = Arrays.binarySearch(ticks, tick);
        if (rule == null && place < 0) {
            return false;
        }
        double[] answer = reading.answer(sample, decoded);
        MarginRule margin = rule;
        boolean taken = margin != null
                && margin.takes(tick, readoutStart, MarginRule.lead(answer, reading.from(), reading.size()));
        if (taken || place >= 0) {
            int first = place >= 0 ? place : -place - 1;
            int end = taken ? ticks.length : first + 1;
            Arrays.fill(kept[sample], first, end, reading.essence(sample, answer));
        }
        return taken;
    }

    /** What it knows of a sample that is over. */
    double[] keptOf(int sample) {
        return kept[sample];
    }

    /** Takes what another attempt knew. */
    void restore(int sample, double[] known) {
        kept[sample] = known;
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
            int at = i;
            DoubleStream found = Arrays.stream(kept).mapToDouble(sample -> sample[at]);
            if (answers.spiking() == null) {
                counts.add(new TickCount(ticks[i], 0, 0, found.reduce(0, Double::sum)));
            } else {
                Answers then = answers.with(
                        found.mapToLong(index -> answers.classAt((int) index)).toArray());
                counts.add(new TickCount(ticks[i], then.correctSpiking(), then.agreeing(), null));
            }
        }
        return counts;
    }
}

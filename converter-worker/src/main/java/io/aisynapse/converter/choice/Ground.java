package io.aisynapse.converter.choice;

import io.aisynapse.converter.CalibrationSet;
import io.aisynapse.converter.ConversionTarget;
import io.aisynapse.converter.ConvertedModel;
import io.aisynapse.converter.ModelAnswers;
import io.aisynapse.converter.Partition;
import io.aisynapse.converter.PreparedModel;
import io.aisynapse.converter.StageListener;
import io.aisynapse.core.ann.Operations;
import io.aisynapse.core.energy.EnergyEstimate;
import io.aisynapse.core.energy.EnergyModel;
import io.aisynapse.core.energy.price.PriceList;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.engine.count.EventCounts;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Windows;
import io.aisynapse.reference.OutsideOperations;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model made ready for schemes of a kind (the same part of it becomes spikes), with samples to choose by and the
 * original's answers to them: all that candidates are tried on.
 */
public final class Ground {
    /** After so many samples a candidate that cannot qualify any more is given up. */
    private static final int SCREEN = 128;

    /** Runs of a sample that a conversion takes beside those that are measured, about. */
    private static final long TUNING_RUNS = 512;

    private static final double PICO_PER_NANO = 1000;

    private final PreparedModel prepared;
    private final CalibrationSet choosing;
    private final boolean ownSamples;
    private final Judge judge;
    private final int threads;
    private final long operations;
    private final long outsideOperations;

    private Ground(PreparedModel prepared, ChoiceSplit split, int threads) {
        this.prepared = prepared;
        this.choosing = prepared.fed(split.choosing());
        this.ownSamples = split.hasOwnSamples();
        this.threads = threads;
        this.judge = judgeOf(choosing);
        this.operations = Operations.of(prepared.simplified());
        this.outsideOperations = OutsideOperations.count(prepared.checked()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** @throws io.aisynapse.core.finding.RejectedModelException with all findings, for a model that is not taken */
    static Ground prepare(ChoiceRequest request, Partition partition, int threads, StageListener stages)
            throws IOException {
        ChoiceSplit split = new ChoiceSplit(request.source());
        PreparedModel prepared = PreparedModel.prepare(request.model(), partition, split, stages);
        return new Ground(prepared, split, threads);
    }

    /**
     * What a choice tells of it.
     *
     * @param choosing how many samples candidates are chosen by
     * @param ownSamples whether none of them was solved on
     */
    public record Part(PreparedModel prepared, int choosing, boolean ownSamples) {}

    Part part() {
        return new Part(prepared, choosing.samples().length, ownSamples);
    }

    boolean labelsMissed() {
        return judge.labelsMissed();
    }

    /** About how many multiply-accumulates a trial takes. */
    long effort(ConversionTarget target) {
        return operations * target.timeSteps() * (TUNING_RUNS + choosing.samples().length);
    }

    Point measure(ConvertedModel converted, double limit) {
        CoreProgram program = converted.program();
        float[][] samples = choosing.fed();
        int screened = Math.min(SCREEN, samples.length);
        Run run = Run.NONE.plus(run(program, Arrays.copyOf(samples, screened)));
        Quality quality = quality(run);
        if (screened < samples.length && quality.drop().low() <= limit) {
            run = run.plus(run(program, Arrays.copyOfRange(samples, screened, samples.length)));
            quality = quality(run);
        }
        return new Point(converted.target(), quality, costs(program, run.counts()));
    }

    /** @throws io.aisynapse.core.finding.RejectedModelException when the scheme or the chip cannot hold the network */
    ConvertedModel convert(ConversionTarget target) {
        return prepared.convert(target, _ -> {});
    }

    /** How good a program is on samples that nothing was chosen or solved by; null when none are held out. */
    @Nullable
    Quality confirm(CoreProgram program) {
        CalibrationSet heldOut = prepared.calibration().heldOut();
        if (heldOut.samples().length == 0) {
            return null;
        }
        return judgeOf(heldOut).judge(run(program, heldOut.fed()).answers());
    }

    private Judge judgeOf(CalibrationSet set) {
        float[][] original = new ModelAnswers(prepared, threads).original(set.samples());
        return new Judge(prepared.checked().graph().tail(), original, set.labels());
    }

    /** Answers to the first samples, and what happened on the chip for them. */
    private record Run(float[][] answers, EventCounts counts) {
        static final Run NONE = new Run(new float[0][], EventCounts.NONE);

        Run plus(Run more) {
            float[][] all = Arrays.copyOf(answers, answers.length + more.answers.length);
            System.arraycopy(more.answers, 0, all, answers.length, more.answers.length);
            return new Run(all, counts.plus(more.counts));
        }
    }

    /** @param samples what the network is fed with */
    private Run run(CoreProgram program, float[][] samples) {
        Engine engine = new Engine(program, new RunOptions(threads, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER));
        List<SampleResult> results = engine.run(samples);
        double[][] readouts = results.stream().map(SampleResult::outputs).toArray(double[][]::new);
        EventCounts counts = results.stream().map(SampleResult::counts).reduce(EventCounts.NONE, EventCounts::plus);
        return new Run(new ModelAnswers(prepared, threads).spiking(readouts, samples), counts);
    }

    private Quality quality(Run run) {
        return judge.judge(run.answers());
    }

    private Point.Costs costs(CoreProgram program, EventCounts counts) {
        double samples = counts.samples();
        EnergyEstimate estimate = EnergyModel.of(program).estimate(counts);
        double beside = counts.operations().function() / samples + outsideOperations;
        return new Point.Costs(
                estimate.totalPicojoules() / samples / PICO_PER_NANO,
                beside * PriceList.FLOAT_MULTIPLY_ADD / PICO_PER_NANO,
                estimate.chipNanoseconds() == 0 ? null : estimate.chipNanoseconds() / samples / PICO_PER_NANO,
                Windows.of(program).ticks(),
                program.placement().cores(),
                counts.operations().spikes() / samples,
                counts.operations().synaptic() / samples);
    }
}

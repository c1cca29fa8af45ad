package io.aisynapse.core.program;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.neuron.LeakyMembrane;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The part of {@link ProgramCheck} about delays, recurrence, leaky neurons and inputs that change. */
final class LeakyCheck {
    private final CoreProgram program;
    private final List<Stage> stages;
    private final ChipSpec.Precision precision;
    private final int limit;
    private final List<String> faults = new ArrayList<>();

    private LeakyCheck(CoreProgram program) {
        this.program = program;
        this.stages = program.stages();
        this.precision = program.chip().precision();
        this.limit = IntegerMembrane.limit(precision);
    }

    /** Sources, delays and receptors, before any stage is looked into. */
    static List<String> sources(CoreProgram program) {
        LeakyCheck check = new LeakyCheck(program);
        for (int s = 0; s < check.stages.size(); s++) {
            check.checkSources(s, check.stages.get(s));
        }
        return check.faults;
    }

    /** Neurons of a stage whose synapses have passed; none when it does not leak. */
    static List<String> neurons(CoreProgram program, Stage stage) {
        LeakyCheck check = new LeakyCheck(program);
        switch (stage) {
            case Stage.LeakyPopulation population -> {
                check.checkMembrane(population, population.membrane());
                check.checkFiring(population, population.firing());
            }
            case Stage.Readout readout -> {
                if (readout.decoding() instanceof IntegerDecoding.Potential potential) {
                    check.checkMembrane(readout, potential.membrane());
                }
            }
            case Stage.Input input -> check.want(!input.perTick() || check.isRate(), stage, "coding of its values");
            case Stage.SumPool _,
                    Stage.MaxGate _,
                    Stage.IndexMap _,
                    Stage.Concat _,
                    Stage.Population _,
                    Stage.Unit _ -> {}
        }
        return check.faults;
    }

    /** The largest charge of a tick into each receptor, exponents included, stays within an int's quarter. */
    static List<String> ranges(CoreProgram program) {
        LeakyCheck check = new LeakyCheck(program);
        for (Stage stage : check.stages) {
            IntegerMembrane membrane = membrane(stage);
            if (membrane != null) {
                long most = Ranges.largestStep(stage, membrane, check.stages, program.coding());
                check.want(most <= Ranges.MAX_STEP, stage, "range of its charge");
            }
        }
        return check.faults;
    }

    private static @Nullable IntegerMembrane membrane(Stage stage) {
        if (stage instanceof Stage.LeakyPopulation population) {
            return population.membrane();
        }
        return stage instanceof Stage.Readout readout
                        && readout.decoding() instanceof IntegerDecoding.Potential potential
                ? potential.membrane()
                : null;
    }

    private boolean isRate() {
        return program.coding() == Coding.RATE && program.startDelay() == 0;
    }

    private void checkSources(int s, Stage stage) {
        boolean leaky = stage instanceof Stage.LeakyPopulation
                || stage instanceof Stage.Readout readout && readout.decoding() instanceof IntegerDecoding.Potential;
        want(!leaky || isRate(), stage, "coding of its neurons");
        int last = stages.size() - 1;
        int most = program.chip().limits().delay();
        for (Synapses synapses : stage.incoming()) {
            int end = synapses.delay() > 0 ? last : s;
            want(synapses.source() >= 0 && synapses.source() < end, stage, "source " + synapses.source());
            want(synapses.delay() >= 0 && synapses.delay() <= (leaky ? most : 0), stage, "delay " + synapses.delay());
            boolean receptor = synapses.receptor() >= 0 && synapses.receptor() < LeakyMembrane.MOST_RECEPTORS;
            want(receptor && (leaky || synapses.receptor() == 0), stage, "receptor " + synapses.receptor());
        }
        List<Integer> wired = new ArrayList<>(stage.inputs());
        stage.incoming().forEach(each -> wired.remove((Integer) each.source()));
        for (int source : wired) {
            want(source >= 0 && source < s, stage, "source " + source);
        }
    }

    private void checkMembrane(Stage stage, IntegerMembrane membrane) {
        int neurons = stage.shape().size();
        int channels = stage.shape().channels();
        int receptors = membrane.receptors();
        want(receptors >= 1 && receptors <= LeakyMembrane.MOST_RECEPTORS, stage, "receptors");
        int one = 1 << precision.decayBits();
        want(isWithin(membrane.voltageKeep(), neurons, 0, one), stage, "voltage decays");
        for (int[] keep : membrane.currentKeep()) {
            want(isWithin(keep, neurons, 0, one), stage, "current decays");
        }
        want(membrane.exponent().length == stage.incoming().size(), stage, "exponents");
        for (int[] exponent : membrane.exponent()) {
            want(isWithin(exponent, channels, 0, precision.maxWeightExponent()), stage, "range of exponents");
        }
        want(membrane.bias().length == channels && isBias(membrane.bias()), stage, "biases");
        want(membrane.leak().length == neurons && isBias(membrane.leak()), stage, "leaks");
        want(isWithin(membrane.initial(), neurons, -limit, limit), stage, "initial potentials");
        for (Synapses synapses : stage.incoming()) {
            want(synapses.receptor() < receptors, stage, "receptor " + synapses.receptor());
        }
    }

    private void checkFiring(Stage stage, IntegerFiring firing) {
        int neurons = stage.shape().size();
        want(isWithin(firing.threshold(), neurons, 1, limit), stage, "thresholds");
        int least = firing.reset() == Firing.Reset.SUBTRACT ? 0 : -limit;
        want(isWithin(firing.value(), neurons, least, limit), stage, "reset values");
        int ticks = firing.refractoryTicks();
        want(ticks >= 0 && ticks <= Firing.MOST_REFRACTORY_TICKS, stage, "refractory ticks");
    }

    private static boolean isBias(long[] values) {
        return Arrays.stream(values).allMatch(value -> value == Ranges.clipBias(value));
    }

    private static boolean isWithin(int[] values, int count, int least, int most) {
        return values.length == count && IntStream.of(values).allMatch(value -> value >= least && value <= most);
    }

    private void want(boolean good, Stage stage, String what) {
        if (!good) {
            faults.add(stage.name() + ": " + what);
        }
    }
}

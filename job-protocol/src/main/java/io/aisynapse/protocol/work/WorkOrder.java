package io.aisynapse.protocol.work;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All that a worker needs to know to do one piece of work; blobs are named by digest. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WorkOrder.CheckModel.class, name = "MODEL_CHECK"),
    @JsonSubTypes.Type(value = WorkOrder.PreflightModel.class, name = "PREFLIGHT"),
    @JsonSubTypes.Type(value = WorkOrder.ConvertModel.class, name = "CONVERSION"),
    @JsonSubTypes.Type(value = WorkOrder.RunShard.class, name = "SHARD")
})
public sealed interface WorkOrder {
    /** Pass the model through the gate and say what it is. */
    record CheckModel(String modelId, String modelDigest) implements WorkOrder {}

    /** Say what would become of each node of the model under a coding scheme. */
    record PreflightModel(String modelDigest, String scheme) implements WorkOrder {}

    /**
     * Turn the model into a core program.
     *
     * @param chips profiles by name that the settings name and that do not come with the converter; null for none
     */
    record ConvertModel(
            String conversionId,
            String modelDigest,
            String modelName,
            @Nullable DatasetReference calibration,
            ConversionSettings settings,
            @Nullable Map<String, Map<String, String>> chips)
            implements WorkOrder {
        public ConvertModel(
                String conversionId,
                String modelDigest,
                String modelName,
                @Nullable DatasetReference calibration,
                ConversionSettings settings) {
            this(conversionId, modelDigest, modelName, calibration, settings, null);
        }
    }

    /**
     * Run a range of a dataset's samples.
     *
     * @param modelDigest the original, to compare answers with
     * @param remainderDigest of the ONNX model that runs on decoded values; null without
     * @param preambleDigest of the ONNX model that runs on samples, in front of the program; null without
     * @param wishes beyond the answers; null for none
     */
    record RunShard(
            String jobId,
            int shardIndex,
            String programDigest,
            String modelDigest,
            @Nullable String remainderDigest,
            DatasetReference inputs,
            SampleRange range,
            @Nullable RunWishes wishes,
            @Nullable String preambleDigest)
            implements WorkOrder {
        public RunShard(
                String jobId,
                int shardIndex,
                String programDigest,
                String modelDigest,
                @Nullable String remainderDigest,
                DatasetReference inputs,
                SampleRange range) {
            this(jobId, shardIndex, programDigest, modelDigest, remainderDigest, inputs, range, null, null);
        }
    }

    /**
     * How samples are run and what is told of them beyond their answers.
     *
     * @param earlyExitMargin a sample ends when its largest value leads the second by so much; null: never early
     * @param earlyExitMinTicks and not before this tick, 1 or more
     * @param againstTime whether classes after 1, 2, 4 … ticks are counted
     * @param faults what is broken in the chip; null for nothing
     * @param record what is recorded of the first samples of the job; null for nothing
     */
    record RunWishes(
            @Nullable Double earlyExitMargin,
            int earlyExitMinTicks,
            boolean againstTime,
            @Nullable FaultWishes faults,
            @Nullable Recording record) {
        public static final RunWishes NONE = new RunWishes(null, 1, false);

        public RunWishes(@Nullable Double earlyExitMargin, int earlyExitMinTicks, boolean againstTime) {
            this(earlyExitMargin, earlyExitMinTicks, againstTime, null, null);
        }
    }

    /**
     * What is broken in a chip, by a seed.
     *
     * @param deadCores numbered over all chips
     * @param deadCoreCount further ones, drawn among those of the chips in use
     * @param stuckSilent share of neurons that never spike, {@code stuckFiring} of those that always do
     * @param flippedWeightBits share of the bits of weights
     * @param lostSpikes share of spikes
     */
    record FaultWishes(
            long seed,
            List<Integer> deadCores,
            int deadCoreCount,
            double stuckSilent,
            double stuckFiring,
            double flippedWeightBits,
            double lostSpikes) {
        public FaultWishes {
            deadCores = List.copyOf(deadCores);
        }
    }

    /**
     * What is recorded of a job's samples.
     *
     * @param spikes whether spikes are
     * @param populations whose spikes; of all when empty
     * @param membranes whose traces are
     * @param coreActivity whether spikes and synaptic operations are, by core and tick
     * @param samples the first so many of the job
     * @param maxBytes of all that is recorded: the first sample that does not fit ends the recording
     */
    record Recording(
            boolean spikes,
            List<String> populations,
            List<MembraneTraces> membranes,
            boolean coreActivity,
            int samples,
            long maxBytes) {
        public Recording {
            populations = List.copyOf(populations);
            membranes = List.copyOf(membranes);
        }
    }

    /** @param neurons flat indices, channels first */
    record MembraneTraces(String population, List<Integer> neurons) {
        public MembraneTraces {
            neurons = List.copyOf(neurons);
        }
    }

    /** Samples {@code first} to {@code first + count − 1}. */
    record SampleRange(int first, int count) {}

    /**
     * A dataset as two NumPy files in the artefact store.
     *
     * @param inputsDigest npy, float32, C order, first axis the samples
     * @param labelsDigest npy, int64, one class a sample; null without labels
     */
    record DatasetReference(String inputsDigest, @Nullable String labelsDigest, int samples) {}

    /**
     * @param scheme how values become spikes, or {@code auto}: then the best of the choice's candidates
     * @param timeSteps T; of {@code auto} the largest candidate
     * @param chip name of a chip profile; of {@code auto} with several of them {@code any}
     * @param calibrationSamples how many samples of the calibration set are used at most
     * @param hybrid {@code auto}, or {@code never} when operators that cannot spike shall be refused
     * @param choice what {@code auto} chooses among and by; null for any other scheme
     * @param inputRange least and largest value of the model's inputs, for a conversion without samples; null when
     *     nobody says
     * @param nir how a NIR file is read; null for any other model
     */
    record ConversionSettings(
            String scheme,
            int timeSteps,
            String chip,
            int calibrationSamples,
            long seed,
            String hybrid,
            @Nullable ChoiceSettings choice,
            @Nullable List<Double> inputRange,
            @Nullable ImportSettings nir) {
        public static final String AUTO = "auto";
        public static final String NEVER = "never";
        public static final String ANY_CHIP = "any";

        /** Orders written before there was a choice leave it out. */
        public ConversionSettings {
            hybrid = Objects.requireNonNullElse(hybrid, AUTO);
            inputRange = inputRange == null ? null : List.copyOf(inputRange);
        }

        public ConversionSettings(
                String scheme,
                int timeSteps,
                String chip,
                int calibrationSamples,
                long seed,
                String hybrid,
                @Nullable ChoiceSettings choice) {
            this(scheme, timeSteps, chip, calibrationSamples, seed, hybrid, choice, null, null);
        }

        /** As this, for another chip. */
        public ConversionSettings withChip(String other) {
            return new ConversionSettings(
                    scheme, timeSteps, other, calibrationSamples, seed, hybrid, choice, inputRange, nir);
        }

        /** As this, with a range of inputs. */
        public ConversionSettings withInputRange(@Nullable List<Double> range) {
            return new ConversionSettings(
                    scheme, timeSteps, chip, calibrationSamples, seed, hybrid, choice, range, nir);
        }

        /** As this, with a way to read a NIR file. */
        public ConversionSettings withNir(@Nullable ImportSettings read) {
            return new ConversionSettings(
                    scheme, timeSteps, chip, calibrationSamples, seed, hybrid, choice, inputRange, read);
        }

        public ConversionSettings(
                String scheme, int timeSteps, String chip, int calibrationSamples, long seed, String hybrid) {
            this(scheme, timeSteps, chip, calibrationSamples, seed, hybrid, null);
        }

        public ConversionSettings(String scheme, int timeSteps, String chip, int calibrationSamples, long seed) {
            this(scheme, timeSteps, chip, calibrationSamples, seed, AUTO);
        }
    }

    /**
     * What a NIR file leaves open.
     *
     * @param dt length of a tick in the unit of the file's time constants; null: as the file says, or 10⁻⁴
     * @param reset {@code as-defined}, or {@code subtract}
     * @param readout of potentials: {@code mean}, {@code last} or {@code maximum}
     * @param input {@code held}, or {@code per-tick}: then a sample holds T values of each input
     * @param largestInput larger input values are clipped; null: as the calibration samples say, or 1
     */
    record ImportSettings(
            @Nullable Double dt,
            String reset,
            String readout,
            String input,
            @Nullable Double largestInput) {
        public static final String PER_TICK = "per-tick";
        public static final String HELD = "held";
        public static final String SUBTRACT = "subtract";

        @JsonIgnore
        public boolean isPerTick() {
            return input.equals(PER_TICK);
        }
    }

    /**
     * What scheme {@code auto} chooses among and by.
     *
     * @param objective what shall be least: {@code energy}, {@code latency} or {@code cores}
     * @param maxAccuracyDrop how far accuracy may fall, in percentage points; without labels, agreement
     * @param schemes candidates; all when empty
     * @param timeSteps candidates for T; the usual ones when empty
     * @param chips candidates; all that the converter knows when empty
     */
    record ChoiceSettings(
            String objective,
            double maxAccuracyDrop,
            List<String> schemes,
            List<Integer> timeSteps,
            List<String> chips) {
        /** In percentage points. */
        public static final double USUAL_DROP = 1;

        public static final List<Integer> USUAL_TIME_STEPS = List.of(1, 2, 4, 8, 16, 32, 64);

        public ChoiceSettings {
            schemes = List.copyOf(schemes);
            timeSteps = List.copyOf(timeSteps);
            chips = List.copyOf(chips);
        }
    }
}

package io.aisynapse.protocol.work;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a worker hands in when it is done; blobs it names are already in the artefact store. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WorkResult.ModelChecked.class, name = "MODEL_CHECK"),
    @JsonSubTypes.Type(value = WorkResult.ModelPreflighted.class, name = "PREFLIGHT"),
    @JsonSubTypes.Type(value = WorkResult.ModelConverted.class, name = "CONVERSION"),
    @JsonSubTypes.Type(value = WorkResult.ShardRun.class, name = "SHARD")
})
public sealed interface WorkResult {
    /** The gate let the model pass (a refusal is handed in as a {@link WorkFailure}). */
    record ModelChecked(ModelSummary summary) implements WorkResult {}

    record ModelPreflighted(PreflightReport report) implements WorkResult {}

    /** @param nir the network for other tools; null when NIR cannot say it */
    record ModelConverted(
            String programDigest,
            String reportDigest,
            ConversionSummary summary,
            @Nullable NirFiles nir) implements WorkResult {
        public ModelConverted(String programDigest, String reportDigest, ConversionSummary summary) {
            this(programDigest, reportDigest, summary, null);
        }
    }

    /**
     * Files for other tools.
     *
     * @param networkDigest of a NIR graph
     * @param expectedDigest of NIR graph data: samples and the spikes that the graph must give
     */
    record NirFiles(String networkDigest, String expectedDigest) {}

    /** @param recordingDigest of what was recorded; null when nothing was to be */
    record ShardRun(
            String resultDigest,
            ShardSummary summary,
            @Nullable String recordingDigest) implements WorkResult {
        public ShardRun(String resultDigest, ShardSummary summary) {
            this(resultDigest, summary, null);
        }
    }

    /**
     * What would become of a model.
     *
     * @param verdict the worst of the nodes' verdicts: exact, approximated, hybrid or refused
     * @param nodes at most as many as a report shows
     */
    record PreflightReport(String scheme, String verdict, List<NodeVerdict> nodes, PreflightTotals totals) {}

    /**
     * What would become of a node.
     *
     * @param why in a sentence; of an approximation the bound, of a refusal the way out
     * @param operations multiply-accumulates of one sample
     */
    record NodeVerdict(String node, String operator, String verdict, String why, long operations) {}

    /**
     * Nodes by verdict, and operations of one sample by where they run.
     *
     * @param spikingShare of all operations, 0 to 1
     */
    record PreflightTotals(
            int exact,
            int approximated,
            int hybrid,
            int refused,
            long spikingOperations,
            long remainderOperations,
            double spikingShare) {}

    /**
     * What a model is, as its file says.
     *
     * @param inputDimensions of one sample; of several inputs the number of all their values
     * @param outputSize values of all outputs together
     * @param inputs whose values a sample holds one after another
     * @param outputs whose values an answer holds one after another
     * @param format {@code onnx} or {@code nir}; null from before there were two
     */
    record ModelSummary(
            String inputName,
            List<Integer> inputDimensions,
            String outputName,
            int outputSize,
            long opset,
            String producer,
            int nodes,
            long parameters,
            Map<String, Integer> operators,
            List<Port> inputs,
            List<Port> outputs,
            @Nullable String format) {
        public static final String NIR = "nir";

        public ModelSummary(
                String inputName,
                List<Integer> inputDimensions,
                String outputName,
                int outputSize,
                long opset,
                String producer,
                int nodes,
                long parameters,
                Map<String, Integer> operators,
                List<Port> inputs,
                List<Port> outputs) {
            this(
                    inputName,
                    inputDimensions,
                    outputName,
                    outputSize,
                    opset,
                    producer,
                    nodes,
                    parameters,
                    operators,
                    inputs,
                    outputs,
                    "onnx");
        }

        @JsonIgnore
        public boolean isNir() {
            return NIR.equals(format);
        }
    }

    /**
     * One input or output.
     *
     * @param dimensions without the batch axis
     * @param offset of its first value among those of all inputs or outputs
     */
    record Port(String name, List<Integer> dimensions, int offset, int size) {}

    /**
     * What became of it on the chip.
     *
     * @param scheme how values became spikes; of {@code auto} the chosen one, as are time steps and chip
     * @param hybrid what runs in ONNX Runtime around the chip; null when nothing does
     * @param choice how scheme {@code auto} came to it; null for any other
     * @param atTop one for each layer of neurons; null without calibration samples
     */
    record ConversionSummary(
            int timeSteps,
            String chip,
            int cores,
            int chips,
            int neurons,
            long synapses,
            List<String> warnings,
            @Nullable HybridSummary hybrid,
            @Nullable String scheme,
            @Nullable ChoiceSummary choice,
            @Nullable List<RangeShare> atTop) {}

    /**
     * How much of a layer is at the top of its neurons' range.
     *
     * @param share of its values on calibration samples, 0 to 1
     */
    record RangeShare(String layer, double share) {}

    /**
     * How a scheme, T and chip were chosen.
     *
     * @param qualifies whether it is shown that accuracy falls by no more than was allowed
     * @param confirmation by samples that were not used for choosing: {@code confirmed}, {@code consistent} (too few to
     *     confirm it), {@code rejected} or {@code none}
     * @param drop of accuracy or agreement on the samples it was chosen by, in percentage points
     * @param dropAtMost its upper bound at 95 % confidence
     * @param tried candidates that were converted and measured
     */
    record ChoiceSummary(
            String objective,
            double maxAccuracyDrop,
            boolean qualifies,
            String confirmation,
            double drop,
            double dropAtMost,
            int candidates,
            int tried) {}

    /**
     * The part of a model that does not spike.
     *
     * @param remainderDigest of the ONNX bytes that run behind the chip; null when nothing does
     * @param nodes that do not spike
     * @param spikingShare of the multiply-accumulates of one sample, 0 to 1
     * @param preambleDigest of the ONNX bytes that run in front of the chip; null when nothing does
     */
    record HybridSummary(
            @Nullable String remainderDigest,
            int nodes,
            double spikingShare,
            @Nullable String preambleDigest) {}

    /**
     * Sums over the shard's samples, so that a job's figures are the sums over its shards.
     *
     * @param labelled samples with a label; the two {@code correct} counts are among them
     * @param compared samples answered by the original as well; {@code agreeing} is among them
     * @param energyPicojoules modelled
     * @param chipNanoseconds modelled time on the chip
     * @param processorNanoseconds measured processor time; like the two below no part of any digest
     * @param ticks of the readout's window that the samples took together; null from an older node
     * @param againstTime what answers were after some ticks, in rising order; null when it was not asked for
     * @param squaredError distance of the answers to the original's, squared; null where the answer is a class, or
     *     without an original
     * @param squaredMagnitude of the original's answers
     * @param atTop one for each layer of neurons, over one in so many of a job's samples; null when it was not measured
     */
    record ShardSummary(
            int samples,
            int labelled,
            int correctOriginal,
            int correctSpiking,
            int compared,
            int agreeing,
            long spikes,
            long synapticOperations,
            long inputOperations,
            long activeUpdates,
            long idleUpdates,
            double energyPicojoules,
            double chipNanoseconds,
            long processorNanoseconds,
            long wallNanoseconds,
            @Nullable String note,
            @Nullable Long ticks,
            @Nullable List<TickCount> againstTime,
            @Nullable Double squaredError,
            @Nullable Double squaredMagnitude,
            @Nullable List<RangeCount> atTop) {}

    /**
     * Values at the top of their neurons' range.
     *
     * @param values all of the layer, over the samples that were looked at
     */
    record RangeCount(String layer, long atTop, long values) {}

    /**
     * How many samples' classes are right, or are the original's, after some ticks, and the squared distance of answers
     * to the original's; a sample that has ended early keeps its answer.
     *
     * @param squaredError null from an older node
     */
    record TickCount(
            int ticks, int correct, int agreeing, @Nullable Double squaredError) {}
}

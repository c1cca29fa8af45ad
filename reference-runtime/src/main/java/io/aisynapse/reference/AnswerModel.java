package io.aisynapse.reference;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.ann.pass.AnnPasses;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.onnx.hybrid.Preamble;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.onnx.hybrid.Remainder.Exit;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers of a model, both ways: those of the original, and those that the decoded values of the spiking network stand
 * for. An answer is the values of all outputs one after another.
 *
 * <pre>
 *   sample ─ original in ONNX Runtime ────────────────────────── answer
 *   sample ─ (preamble of a hybrid) ─ spiking network ─ readout ─ (remainder of a hybrid) ─ answer
 * </pre>
 *
 * Used by one thread at a time.
 */
public final class AnswerModel implements AutoCloseable {
    private final ReferenceModel original;
    private final @Nullable PreambleSession preamble;
    private final @Nullable RemainderSession remainder;
    private final Tail tail;
    private final ModelOutput part;

    private AnswerModel(
            ReferenceModel original,
            @Nullable PreambleSession preamble,
            @Nullable RemainderSession remainder,
            Tail tail,
            ModelOutput part) {
        this.original = original;
        this.preamble = preamble;
        this.tail = tail;
        this.remainder = remainder;
        this.part = part;
    }

    /**
     * @param model bytes that passed the gate
     * @param checked what the gate made of them
     * @throws ReferenceException when ONNX Runtime does not take the model or a part of it
     */
    public static AnswerModel open(byte[] model, CheckedModel checked) {
        AnnGraph graph = checked.graph();
        Remainder rest = checked.remainder();
        Preamble before = checked.preamble();
        ReferenceModel original = ReferenceModel.open(model, checked.inputs(), tensors(checked));
        PreambleSession preamble = before == null ? null : PreambleSession.open(before);
        Tail tail = AnnPasses.simplify(graph).tail();
        if (rest == null) {
            return new AnswerModel(original, preamble, null, tail, graph.answer());
        }
        RemainderSession session = RemainderSession.open(rest, graph.inputs());
        return new AnswerModel(original, preamble, session, tail, session.answerPart());
    }

    /**
     * Outputs as an answer holds them. The parts of a hybrid run once for that, for a model need not say how large its
     * outputs are.
     *
     * @throws ReferenceException when ONNX Runtime does not take a part, or it yields other sizes than the gate expects
     * @throws RejectedModelException when a part needs too much memory
     */
    public static List<ModelOutput> outputs(CheckedModel checked) {
        PartMemory.check(checked);
        Preamble before = checked.preamble();
        if (before != null) {
            try (PreambleSession session = PreambleSession.open(before)) {
                session.run(new float[before.sampleSize()]);
            }
        }
        Remainder rest = checked.remainder();
        if (rest == null) {
            return checked.graph().outputs();
        }
        try (RemainderSession session =
                RemainderSession.open(rest, checked.graph().inputs())) {
            return session.parts();
        }
    }

    /** ONNX tensors that make up the original's answer. */
    static List<String> tensors(CheckedModel checked) {
        AnnGraph graph = checked.graph();
        Remainder rest = checked.remainder();
        if (rest != null) {
            return rest.outputs().stream().map(Exit::tensor).toList();
        }
        String logits = graph.output().tensor();
        return graph.outputs().size() == 1 && !logits.isEmpty()
                ? List.of(logits)
                : graph.outputs().stream().map(ModelOutput::name).toList();
    }

    /** The original's answer. */
    public float[] original(float[] sample) {
        return joined(original.run(sample));
    }

    /** What the spiking network is fed with: the sample, or what a preamble makes of it. */
    public float[] fed(float[] sample) {
        return preamble == null ? sample : preamble.run(sample);
    }

    /** As {@link #fed(float[])}, for each sample. */
    public float[][] fed(float[][] samples) {
        return preamble == null
                ? samples
                : Arrays.stream(samples).map(preamble::run).toArray(float[][]::new);
    }

    /**
     * The answer that a decoded readout stands for.
     *
     * @param readout of the spiking network, or the last values of the folded one
     * @param fed what the network was fed with
     */
    public double[] answer(double[] readout, float[] fed) {
        double[] decoded = tail.apply(readout);
        return remainder == null ? decoded : remainder.run(decoded, fed);
    }

    /** The part of an answer that a class is read from. */
    public ModelOutput part() {
        return part;
    }

    static float[] joined(float[][] parts) {
        if (parts.length == 1) {
            return parts[0];
        }
        float[] all =
                new float[Arrays.stream(parts).mapToInt(values -> values.length).sum()];
        int from = 0;
        for (float[] values : parts) {
            System.arraycopy(values, 0, all, from, values.length);
            from += values.length;
        }
        return all;
    }

    @Override
    public void close() {
        original.close();
        if (preamble != null) {
            preamble.close();
        }
        if (remainder != null) {
            remainder.close();
        }
    }
}

package io.aisynapse.reference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.onnx.hybrid.Remainder.Entry;
import io.aisynapse.core.onnx.hybrid.Remainder.Exit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;

/** The remainder of a hybrid model in ONNX Runtime, fed with decoded values. Used by one thread at a time. */
final class RemainderSession implements AutoCloseable {
    private final OrtSession session;
    private final Remainder remainder;
    private final List<ModelInput> modelInputs;
    private final List<String> outputs;
    private final List<ModelOutput> parts;

    private RemainderSession(OrtSession session, Remainder remainder, List<ModelInput> modelInputs) {
        this.session = session;
        this.remainder = remainder;
        this.modelInputs = modelInputs;
        this.outputs = remainder.outputs().stream().map(Exit::name).toList();
        this.parts = measured();
    }

    static RemainderSession open(Remainder remainder, List<ModelInput> modelInputs) {
        return new RemainderSession(Sessions.open(remainder.model()), remainder, modelInputs);
    }

    /** Runs zeros once, for a model need not say how many values it yields. */
    private List<ModelOutput> measured() {
        int sample = modelInputs.stream().mapToInt(ModelInput::size).sum();
        float[][] values = values(new double[remainder.readoutSize()], new float[sample]);
        List<ModelOutput> measured = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < values.length; i++) {
            Exit exit = remainder.outputs().get(i);
            List<Integer> declared = exit.dimensions();
            List<Integer> dims = declared == null ? List.of(values[i].length) : declared;
            measured.add(new ModelOutput(exit.tensor(), from, values[i].length, dims));
            from += values[i].length;
        }
        return measured;
    }

    List<ModelOutput> parts() {
        return parts;
    }

    /** The first part of more than one value, else the first. */
    ModelOutput answerPart() {
        return parts.stream().filter(part -> part.size() > 1).findFirst().orElse(parts.getFirst());
    }

    double[] run(double[] readout, float[] sample) {
        float[] joined = AnswerModel.joined(values(readout, sample));
        double[] answer = new double[joined.length];
        for (int i = 0; i < answer.length; i++) {
            answer[i] = joined[i];
        }
        return answer;
    }

    private float[][] values(double[] readout, float[] sample) {
        if (readout.length != remainder.readoutSize()) {
            throw new ReferenceException("a readout of %d values, the remainder takes %d"
                    .formatted(readout.length, remainder.readoutSize()));
        }
        int[] next = {0};
        RemainderFeed.Values inputs = entry -> {
            if (!entry.spiking()) {
                return exact(entry, sample);
            }
            next[0] += entry.size();
            return narrowed(readout, next[0] - entry.size(), entry.size());
        };
        try (RemainderFeed feed = RemainderFeed.of(remainder, inputs);
                OrtSession.Result result = session.run(feed.tensors(), new LinkedHashSet<>(outputs))) {
            float[][] values = new float[outputs.size()][];
            for (int i = 0; i < values.length; i++) {
                String name = outputs.get(i);
                float[] all = Sessions.floats(name, result.get(name).orElseThrow());
                values[i] = ReferenceModel.firstOf(all, remainder.batch());
            }
            return values;
        } catch (OrtException e) {
            throw new ReferenceException("ONNX Runtime failed on the remainder: " + e.getMessage(), e);
        }
    }

    private static float[] narrowed(double[] readout, int from, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) readout[from + i];
        }
        return values;
    }

    /** An input of the model itself, out of the sample. */
    private float[] exact(Entry entry, float[] sample) {
        int from = 0;
        for (ModelInput input : modelInputs) {
            if (input.name().equals(entry.tensor())) {
                return Arrays.copyOfRange(sample, from, from + input.size());
            }
            from += input.size();
        }
        throw new IllegalStateException("the model has no input " + entry.tensor());
    }

    @Override
    public void close() {
        Sessions.close(session);
    }
}

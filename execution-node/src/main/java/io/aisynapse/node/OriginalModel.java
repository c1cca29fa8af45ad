package io.aisynapse.node;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import io.aisynapse.core.onnx.hybrid.Preamble;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.verdict.LayerRules;
import io.aisynapse.protocol.work.WorkOrder.RunShard;
import io.aisynapse.reference.AnswerModel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The model that a program was made of.
 *
 * @param bytes which pass the gate
 * @param checked what the gate made of them; of a hybrid with the remainder that runs on decoded values
 */
record OriginalModel(byte[] bytes, CheckedModel checked) {
    /**
     * Which model, and which part of it a program stands for: the other parts' digests tell.
     *
     * @param model of its ONNX bytes
     */
    record Key(
            String model,
            @Nullable String preamble,
            @Nullable String remainder) {
        static Key of(RunShard order) {
            return new Key(order.modelDigest(), order.preambleDigest(), order.remainderDigest());
        }
    }

    /**
     * Passes the bytes through the gate once more: a node trusts no blob, and what it runs in ONNX Runtime around a
     * program it has cut out of the model itself. Which layers spike depends on the scheme, of which there are two
     * kinds; the digests tell which of the two the program belongs to.
     */
    static OriginalModel read(byte[] bytes, Key key) {
        if (key.preamble() == null && key.remainder() == null) {
            return new OriginalModel(bytes, OnnxGate.check(bytes, GateLimits.defaults()));
        }
        for (Scheme scheme : new Scheme[] {Scheme.DIFFERENTIAL, Scheme.RATE}) {
            CheckedModel checked =
                    OnnxGate.check(bytes, GateLimits.defaults(), layer -> LayerRules.spikes(scheme, layer));
            Preamble preamble = checked.preamble();
            Remainder remainder = checked.remainder();
            String before = preamble == null ? null : digest(preamble.model());
            String behind = remainder == null ? null : digest(remainder.model());
            if (Objects.equals(before, key.preamble()) && Objects.equals(behind, key.remainder())) {
                return new OriginalModel(bytes, checked);
            }
        }
        throw new IllegalStateException("the model is not cut like that any more, convert it again: " + key);
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What each value of an answer stands for: the model's own labels where they are numbers, else the indices. */
    long @Nullable [] classes(ModelOutput part) {
        AnnGraph graph = checked.graph();
        if (!graph.tail().classification()) {
            return null;
        }
        List<String> labels = graph.tail().labels();
        long[] classes = new long[part.size()];
        boolean numbers =
                labels.size() == classes.length && labels.stream().allMatch(label -> label.matches("-?\\d{1,18}"));
        for (int i = 0; i < classes.length; i++) {
            classes[i] = numbers ? Long.parseLong(labels.get(i)) : i;
        }
        return classes;
    }

    AnswerModel open() {
        return AnswerModel.open(bytes, checked);
    }
}

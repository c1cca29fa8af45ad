package io.aisynapse.node;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.verdict.LayerRules;
import io.aisynapse.reference.AnswerModel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model that a program was made of.
 *
 * @param bytes which pass the gate
 * @param checked what the gate made of them; of a hybrid with the remainder that runs on decoded values
 */
record OriginalModel(byte[] bytes, CheckedModel checked) {
    /**
     * Passes the bytes through the gate once more: a node trusts no blob, and what it runs in ONNX Runtime behind a
     * program it has cut out of the model itself. Which layers spike depends on the scheme, of which there are two
     * kinds; the digest tells which of the two the program belongs to.
     */
    static OriginalModel read(byte[] bytes, String remainderDigest) {
        if (remainderDigest.isEmpty()) {
            return new OriginalModel(bytes, OnnxGate.check(bytes, GateLimits.defaults()));
        }
        for (Scheme scheme : new Scheme[] {Scheme.DIFFERENTIAL, Scheme.RATE}) {
            CheckedModel checked =
                    OnnxGate.check(bytes, GateLimits.defaults(), layer -> LayerRules.spikes(scheme, layer));
            Remainder remainder = checked.remainder();
            if (remainder != null && digest(remainder.model()).equals(remainderDigest)) {
                return new OriginalModel(bytes, checked);
            }
        }
        throw new IllegalStateException("the model has no remainder " + remainderDigest + ", convert it again");
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

package io.aisynapse.core.onnx.check;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.proto.DataType;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxModel.Sparse;
import io.aisynapse.core.onnx.proto.OnnxTensor;
import io.aisynapse.core.onnx.proto.Slice;
import io.aisynapse.core.onnx.proto.TensorDecoder;
import java.util.Optional;

/**
 * Checks a stored tensor before anything is allocated by what it claims: that it is here, readable, of a possible size,
 * as long as it says, and finite. Denormal numbers are accepted.
 */
final class TensorChecks {
    private final byte[] bytes;
    private final long valueLimit;
    private final Findings findings;

    TensorChecks(OnnxModel model, long valueLimit, Findings findings) {
        this.bytes = model.bytes();
        this.valueLimit = valueLimit;
        this.findings = findings;
    }

    /**
     * Checks one tensor.
     *
     * @param place where it stands, for the finding
     * @param mayBeText whether strings are wanted here
     */
    void check(OnnxTensor tensor, String place, boolean mayBeText) {
        if (tensor.external()) {
            add(
                    "external-data-refused",
                    place,
                    "data outside of the file",
                    "all data inside the file",
                    "Save the model with its weights inside (no external data).");
            return;
        }
        Optional<DataType> type = DataType.of(tensor.dataType());
        if (type.isEmpty() || type.get() == DataType.STRING && !mayBeText) {
            add(
                    "unsupported-dtype",
                    place,
                    DataType.nameOf(tensor.dataType()),
                    "a real or integer type",
                    "Export the model in float32.");
            return;
        }
        long count = countOf(tensor, type.get(), place);
        if (count >= 0 && holds(tensor, type.get(), count, place) && type.get().isFloating()) {
            requireFinite(tensor, type.get(), (int) count, place);
        }
    }

    /** The number of values that the dimensions state, or −1 when they are refused. */
    private long countOf(OnnxTensor tensor, DataType type, String place) {
        if (tensor.dims().length > 8) {
            add(
                    "bad-dimension",
                    place,
                    "%d axes".formatted(tensor.dims().length),
                    "at most 8",
                    "Correct the dimensions.");
            return -1;
        }
        for (long dim : tensor.dims()) {
            if (dim < 0 || dim == 0 && type.isFloating()) {
                add("bad-dimension", place, "dimensions " + tensor.dimsText(), "1 and more", "Correct the dimensions.");
                return -1;
            }
        }
        long count = 1;
        for (long dim : tensor.dims()) {
            if (dim != 0 && count > valueLimit / dim) {
                add(
                        "tensor-too-large",
                        place,
                        "dimensions " + tensor.dimsText(),
                        "at most " + valueLimit + " values",
                        "Use a smaller model, or correct the dimensions.");
                return -1;
            }
            count *= dim;
        }
        return count;
    }

    private boolean holds(OnnxTensor tensor, DataType type, long count, String place) {
        Slice raw = tensor.raw();
        long typed = tensor.typed().total();
        int rawBytes = raw == null ? 0 : raw.length();
        if (rawBytes > 0 && typed > 0) {
            add(
                    "ambiguous-data",
                    place,
                    "%d bytes of raw data and %d typed values".formatted(rawBytes, typed),
                    "one of both",
                    "Store the values once.");
            return false;
        }
        boolean isRaw = raw != null && typed == 0;
        long wanted = isRaw ? count * type.rawBytes() : count;
        long seen = isRaw ? rawBytes : tensor.typed().of(type);
        if (seen != wanted || !isRaw && typed != seen || isRaw && type == DataType.STRING) {
            add(
                    "tensor-size-mismatch",
                    place,
                    "%d %s".formatted(isRaw ? seen : typed, isRaw ? "bytes" : "values"),
                    "%d %s for %s of %s".formatted(wanted, isRaw ? "bytes" : "values", tensor.dimsText(), type.text()),
                    "Export the model again: the tensor's data do not fit its dimensions.");
            return false;
        }
        return true;
    }

    private void requireFinite(OnnxTensor tensor, DataType type, int count, String place) {
        float[] values = TensorDecoder.floats(bytes, tensor, type, count);
        for (int i = 0; i < values.length; i++) {
            // A single infinite number may be the open bound of a Clip; as a weight it is refused where it is used.
            if (Float.isNaN(values[i]) || Float.isInfinite(values[i]) && values.length > 1) {
                add(
                        "non-finite-weight",
                        place,
                        "%s at index %d".formatted(values[i], i),
                        "finite numbers",
                        "Train again or correct the weight.");
                return;
            }
        }
    }

    /** Checks an initialiser that states only its values that are not zero, and where they are. */
    void checkSparse(Sparse sparse, String place) {
        OnnxTensor whole = new OnnxTensor(
                sparse.values().name(),
                sparse.dims(),
                sparse.values().dataType(),
                new Slice(0, 0),
                null,
                sparse.values().typed(),
                false);
        check(sparse.values(), place + " values", false);
        check(sparse.indices(), place + " indices", false);
        Optional<DataType> type = DataType.of(sparse.values().dataType());
        if (!findings.isEmpty() || type.isEmpty() || countOf(whole, type.get(), place) < 0) {
            return;
        }
        if (sparse.indices().dataType() != DataType.INT64.number() || !SparseTensors.indicesFit(bytes, sparse)) {
            add(
                    "sparse-index",
                    place,
                    "indices that are not int64, unsorted or out of range",
                    "one place inside %s for each value".formatted(whole.dimsText()),
                    "Export the model with dense weights.");
        }
    }

    private void add(String code, String place, String seen, String wanted, String hint) {
        findings.add(new Finding(code, place, seen, wanted, hint));
    }
}

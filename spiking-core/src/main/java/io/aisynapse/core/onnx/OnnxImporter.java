package io.aisynapse.core.onnx;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.finding.RejectedModelException;

/** The network of a model that is to spike as a whole. */
public final class OnnxImporter {
    private OnnxImporter() {}

    /**
     * The network of a model that becomes spikes as a whole.
     *
     * @throws RejectedModelException when it is a hybrid, with a finding for each operator that was not taken
     */
    public static AnnGraph importModel(CheckedModel model) {
        if (model.isHybrid()) {
            throw new RejectedModelException(model.reasons());
        }
        return model.graph();
    }
}

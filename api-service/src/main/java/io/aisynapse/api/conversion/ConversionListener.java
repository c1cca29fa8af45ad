package io.aisynapse.api.conversion;

import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkResult.ConversionSummary;
import java.util.UUID;

/** A feature that waits for conversions; called in the transaction of the change, with the conversion's row locked. */
public interface ConversionListener {
    void progressed(UUID conversionId, Beat beat);

    void ready(UUID conversionId, String programDigest, ConversionSummary summary);

    void failed(UUID conversionId, WorkFailure failure);
}

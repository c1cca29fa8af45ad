package io.aisynapse.converter;

import io.aisynapse.core.ann.AnnGraph;
import java.io.IOException;

/** Where calibration samples come from, once the model is known and with it how large they are. */
@FunctionalInterface
public interface CalibrationSource {
    CalibrationSet load(AnnGraph model) throws IOException;
}

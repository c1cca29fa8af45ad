package io.aisynapse.converter.choice;

import io.aisynapse.converter.CalibrationSet;

/**
 * What to choose for.
 *
 * @param model ONNX bytes as they were uploaded
 * @param mayBeHybrid whether a part of it may be left to ONNX Runtime
 * @param source of all samples there are to solve, choose and confirm by
 */
public record ChoiceRequest(
        byte[] model, Candidates candidates, ChoiceRule rule, boolean mayBeHybrid, CalibrationSet.Source source) {}

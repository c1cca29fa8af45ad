package io.aisynapse.converter;

import io.aisynapse.core.convert.SpikingConverted;
import io.aisynapse.core.program.CoreProgram;

/**
 * A network as it runs on a chip.
 *
 * @param converted the spiking network in real numbers
 * @param placed its integers on cores, before biases were corrected
 * @param program after that: what runs
 */
public record ConvertedModel(
        ConversionTarget target, SpikingConverted converted, CoreProgram placed, CoreProgram program) {}

/**
 * Corrects a finished core program by what the engine really does with it: it runs calibration samples and moves
 * biases. Stands above the compiler and the engine, so that neither knows the real-valued network. Read {@link
 * io.aisynapse.core.tune.BiasCorrection} first.
 */
@NullMarked
package io.aisynapse.core.tune;

import org.jspecify.annotations.NullMarked;

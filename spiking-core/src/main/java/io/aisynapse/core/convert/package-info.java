/**
 * From the real-valued network to the spiking one: thresholds from calibration samples, then the rewriting of layers
 * into populations and projections. Read {@link io.aisynapse.core.convert.RateConversion} first; may not know chips,
 * programs or the engine.
 */
@NullMarked
package io.aisynapse.core.convert;

import org.jspecify.annotations.NullMarked;

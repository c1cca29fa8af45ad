/**
 * Runs a spiking network in double precision: {@link io.aisynapse.core.snn.real.RealRun}. What integers lose is
 * measured against it; may not know programs or chips.
 */
@NullMarked
package io.aisynapse.core.snn.real;

import org.jspecify.annotations.NullMarked;

/**
 * Energy and time of a run from its counts and the chip's price list; all of it modelled, nothing measured. Read {@link
 * io.aisynapse.core.energy.EnergyModel} first.
 */
@NullMarked
package io.aisynapse.core.energy;

import org.jspecify.annotations.NullMarked;

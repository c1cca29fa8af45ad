/**
 * Level 3: the spiking network in real numbers, populations and projections. Read {@link
 * io.aisynapse.core.snn.SnnGraph} first; may not know the network it came from.
 */
@NullMarked
package io.aisynapse.core.snn;

import org.jspecify.annotations.NullMarked;

/**
 * What a conversion leaves for other tools: the network as NIR, and the spikes that it must give there. Read {@link
 * io.aisynapse.converter.nir.Exchange} first; knows conversions, but neither orders nor blobs.
 */
@NullMarked
package io.aisynapse.converter.nir;

import org.jspecify.annotations.NullMarked;

/**
 * {@code ./synapse bench conversion}: converts every model of a folder for every scheme and number of time steps, and
 * holds the spiking networks against the originals on the folder's data. Read {@link
 * io.aisynapse.standalone.bench.ConversionBench} first.
 */
@NullMarked
package io.aisynapse.standalone.bench;

import org.jspecify.annotations.NullMarked;

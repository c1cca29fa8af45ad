/**
 * Exchange of spiking networks with other tools as NIR files (Neuromorphic Intermediate Representation 1.0, HDF5). Read
 * {@link io.aisynapse.core.nir.NirExport} first; may not know how networks are made or run.
 */
@NullMarked
package io.aisynapse.core.nir;

import org.jspecify.annotations.NullMarked;

/**
 * NIR graphs as HDF5 files. Read {@link io.aisynapse.core.nir.file.NirWriter} first, which shows the layout; may not
 * know what a graph is for.
 */
@NullMarked
package io.aisynapse.core.nir.file;

import org.jspecify.annotations.NullMarked;

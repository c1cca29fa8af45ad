/**
 * What a NIR file holds, class by class. Read {@link io.aisynapse.core.nir.graph.NirNode} first; knows nothing of files
 * or of our own networks.
 */
@NullMarked
package io.aisynapse.core.nir.graph;

import org.jspecify.annotations.NullMarked;

/**
 * Shapes, windows and element-wise functions shared by real-valued and spiking networks. Read {@link
 * io.aisynapse.core.tensor.Shape} first; knows nothing but findings.
 */
@NullMarked
package io.aisynapse.core.tensor;

import org.jspecify.annotations.NullMarked;

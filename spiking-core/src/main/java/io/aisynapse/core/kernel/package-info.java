/**
 * The inner loops of the engine, a plain and a vector twin that agree bit for bit. Read {@link
 * io.aisynapse.core.kernel.SynapseKernels} first; knows arrays only.
 */
@NullMarked
package io.aisynapse.core.kernel;

import org.jspecify.annotations.NullMarked;

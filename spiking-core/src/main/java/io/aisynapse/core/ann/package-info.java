/**
 * Level 2: the real-valued network, a small sealed set of layers, and the loops that run it. Read {@link
 * io.aisynapse.core.ann.AnnGraph} first; may not know spikes or chips.
 */
@NullMarked
package io.aisynapse.core.ann;

import org.jspecify.annotations.NullMarked;

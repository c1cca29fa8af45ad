/**
 * Level 2: the real-valued network, a small sealed set of layers, and the passes that rewrite it. Read {@link
 * io.aisynapse.core.ann.AnnGraph} first; may not know spikes or chips.
 */
@NullMarked
package io.aisynapse.core.ann;

import org.jspecify.annotations.NullMarked;

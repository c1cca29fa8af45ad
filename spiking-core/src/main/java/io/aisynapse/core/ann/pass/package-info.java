/**
 * Rewrites of the real-valued network, each a small class with its rule drawn in its comment. Read {@link
 * io.aisynapse.core.ann.pass.AnnPasses} first; may not know spikes or chips.
 */
@NullMarked
package io.aisynapse.core.ann.pass;

import org.jspecify.annotations.NullMarked;

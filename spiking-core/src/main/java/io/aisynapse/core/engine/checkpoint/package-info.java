/**
 * The state of a sample between two ticks as bytes: {@link io.aisynapse.core.engine.checkpoint.Checkpoint} first.
 * Knows no kind of stage; each hands in its own arrays.
 */
@NullMarked
package io.aisynapse.core.engine.checkpoint;

import org.jspecify.annotations.NullMarked;

/**
 * Looking at a sample while it runs, for recordings and checkpoints: {@link io.aisynapse.core.engine.watch.SampleWatch}
 * is told, {@link io.aisynapse.core.engine.watch.SampleView} is what it may look at.
 */
@NullMarked
package io.aisynapse.core.engine.watch;

import org.jspecify.annotations.NullMarked;

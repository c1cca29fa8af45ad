/**
 * What a run counts: {@link io.aisynapse.core.engine.count.EventCounts}, and the tables that tell what one event of a
 * neuron sets to work. May not know how a run goes.
 */
@NullMarked
package io.aisynapse.core.engine.count;

import org.jspecify.annotations.NullMarked;

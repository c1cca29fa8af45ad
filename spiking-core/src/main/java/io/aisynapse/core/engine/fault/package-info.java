/** Stages with stuck neurons and lost spikes. Read {@link io.aisynapse.core.engine.fault.FaultyRun}. */
@NullMarked
package io.aisynapse.core.engine.fault;

import org.jspecify.annotations.NullMarked;

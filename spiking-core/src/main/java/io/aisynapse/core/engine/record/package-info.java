/**
 * Recordings on request: {@link io.aisynapse.core.engine.record.RecordPlan} is what was asked for,
 * {@link io.aisynapse.core.engine.record.Recorder} watches the samples. May not know kernels or kinds of runs.
 */
@NullMarked
package io.aisynapse.core.engine.record;

import org.jspecify.annotations.NullMarked;

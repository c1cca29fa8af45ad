/**
 * What all runs of stages share: {@link io.aisynapse.core.engine.stream.EventStream} is how one stage hears another,
 * {@link io.aisynapse.core.engine.stream.StageRun} what a stage does. May not know the kinds of stages.
 */
@NullMarked
package io.aisynapse.core.engine.stream;

import org.jspecify.annotations.NullMarked;

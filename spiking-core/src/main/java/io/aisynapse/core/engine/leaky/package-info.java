/**
 * Runs neurons that leak: {@link io.aisynapse.core.engine.leaky.LeakyRun} first. May not know how samples are
 * shared out.
 */
@NullMarked
package io.aisynapse.core.engine.leaky;

import org.jspecify.annotations.NullMarked;

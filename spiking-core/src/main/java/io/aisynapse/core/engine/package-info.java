/**
 * Runs core programs. {@link io.aisynapse.core.engine.ReferenceEngine} is the definition, {@link
 * io.aisynapse.core.engine.Engine} the fast twin: read them in this order. May not know networks in real numbers.
 */
@NullMarked
package io.aisynapse.core.engine;

import org.jspecify.annotations.NullMarked;

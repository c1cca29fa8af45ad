/**
 * The definition of what a core program computes, in the plainest code: {@link
 * io.aisynapse.core.engine.reference.ReferenceEngine}. Tests hold the engine against it; nothing else uses it.
 */
@NullMarked
package io.aisynapse.core.engine.reference;

import org.jspecify.annotations.NullMarked;

/**
 * The original model as ONNX Runtime computes it, to hold our answers against. Read {@link
 * io.aisynapse.reference.ReferenceModel} first. Only bytes that passed the gate may come here, for this is native code.
 */
@NullMarked
package io.aisynapse.reference;

import org.jspecify.annotations.NullMarked;

/**
 * One rule an ONNX operator: what it becomes in the network. Read {@link io.aisynapse.core.onnx.rule.OperatorRules}
 * first, the table of them; may not know graphs as a whole.
 */
@NullMarked
package io.aisynapse.core.onnx.rule;

import org.jspecify.annotations.NullMarked;

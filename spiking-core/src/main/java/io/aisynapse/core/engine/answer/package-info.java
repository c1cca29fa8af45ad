/**
 * What is made of answers as they build up over the ticks. Read {@link io.aisynapse.core.engine.answer.MarginRule}
 * first.
 */
@NullMarked
package io.aisynapse.core.engine.answer;

import org.jspecify.annotations.NullMarked;

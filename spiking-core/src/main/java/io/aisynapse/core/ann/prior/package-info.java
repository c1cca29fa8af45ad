/**
 * What a network says about its own values when nobody gives samples: batch norms know the mean and the deviation of
 * what they yield, caps and input ranges bound it. Knows real-valued networks only. Read {@link
 * io.aisynapse.core.ann.prior.Beliefs} first.
 */
@NullMarked
package io.aisynapse.core.ann.prior;

import org.jspecify.annotations.NullMarked;

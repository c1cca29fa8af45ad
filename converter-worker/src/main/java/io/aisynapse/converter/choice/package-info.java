/**
 * Scheme {@code auto}: tries schemes, numbers of time steps and chips, and chooses by an objective and a limit on the
 * fall of accuracy. Read {@link io.aisynapse.converter.choice.ChoiceRule} first, then {@link
 * io.aisynapse.converter.choice.AutomaticChoice}.
 */
@NullMarked
package io.aisynapse.converter.choice;

import org.jspecify.annotations.NullMarked;

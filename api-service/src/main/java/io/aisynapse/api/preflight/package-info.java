/**
 * What would become of a model, told without keeping it. Read {@link io.aisynapse.api.preflight.Preflights} first.
 */
@NullMarked
package io.aisynapse.api.preflight;

import org.jspecify.annotations.NullMarked;

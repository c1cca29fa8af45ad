/**
 * Chip profiles: the ones that come with the service, and those that users send. Read {@link
 * io.aisynapse.api.chip.Chips} first.
 */
@NullMarked
package io.aisynapse.api.chip;

import org.jspecify.annotations.NullMarked;

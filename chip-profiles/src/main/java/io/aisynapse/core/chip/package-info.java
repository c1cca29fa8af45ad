/**
 * Chips as data: limits, mesh and the price of each event, one YAML file a profile. Read {@link
 * io.aisynapse.core.chip.ChipSpec} first; knows findings only.
 */
@NullMarked
package io.aisynapse.core.chip;

import org.jspecify.annotations.NullMarked;

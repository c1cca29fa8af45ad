/**
 * Turns models into core programs. Read {@link io.aisynapse.converter.Conversion} first, the list of its stages; knows
 * no database, only work orders and blobs.
 */
@NullMarked
package io.aisynapse.converter;

import org.jspecify.annotations.NullMarked;

/**
 * Conversions of a model for a chip; equal ones happen once. Read {@link io.aisynapse.api.conversion.Conversions}
 * first.
 */
@NullMarked
package io.aisynapse.api.conversion;

import org.jspecify.annotations.NullMarked;

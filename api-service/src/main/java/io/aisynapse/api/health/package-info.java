/**
 * Whether the service and what it needs are well. Read {@link io.aisynapse.api.health.HealthController} first.
 */
@NullMarked
package io.aisynapse.api.health;

import org.jspecify.annotations.NullMarked;

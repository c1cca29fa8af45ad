/**
 * A small client of the public REST API, as the demo and {@code check-bad} use it; it knows nothing of the service's
 * inside. Read {@link io.aisynapse.standalone.client.ApiClient} first.
 */
@NullMarked
package io.aisynapse.standalone.client;

import org.jspecify.annotations.NullMarked;

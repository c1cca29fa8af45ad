/**
 * Every role of the service in one JVM, on a PostgreSQL and a Kafka broker that it starts itself, and the commands of
 * {@code ./synapse}. Read {@link io.aisynapse.standalone.StandaloneApplication} first, then {@link
 * io.aisynapse.standalone.Standalone}.
 */
@NullMarked
package io.aisynapse.standalone;

import org.jspecify.annotations.NullMarked;

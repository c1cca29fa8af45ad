/**
 * From the database to Kafka: rows written with their cause, published behind it. Read {@link
 * io.aisynapse.api.outbox.OutboxRelay} first.
 */
@NullMarked
package io.aisynapse.api.outbox;

import org.jspecify.annotations.NullMarked;

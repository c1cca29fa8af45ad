/**
 * What crosses Kafka: topics and records, which only ring a bell; the truth is in the database. Read {@link
 * io.aisynapse.protocol.event.Topics} first.
 */
@NullMarked
package io.aisynapse.protocol.event;

import org.jspecify.annotations.NullMarked;

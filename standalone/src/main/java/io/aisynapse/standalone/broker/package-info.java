/**
 * A Kafka broker inside this JVM on a kept data folder. Read {@link io.aisynapse.standalone.broker.BrokerServer} first.
 */
@NullMarked
package io.aisynapse.standalone.broker;

import org.jspecify.annotations.NullMarked;

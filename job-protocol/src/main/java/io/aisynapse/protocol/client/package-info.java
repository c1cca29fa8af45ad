/**
 * What every worker is made of: it hears a doorbell, claims work at the internal port, keeps its lease and hands the
 * result in. Read {@link io.aisynapse.protocol.client.WorkLoop} first; knows nothing of models or chips.
 */
@NullMarked
package io.aisynapse.protocol.client;

import org.jspecify.annotations.NullMarked;

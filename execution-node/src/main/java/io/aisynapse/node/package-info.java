/**
 * A node of the fleet: a named set of emulated chips that runs shards of jobs. Read {@link io.aisynapse.node.ShardRun}
 * first; several nodes may live in one process, so nothing here is static and mutable.
 */
@NullMarked
package io.aisynapse.node;

import org.jspecify.annotations.NullMarked;

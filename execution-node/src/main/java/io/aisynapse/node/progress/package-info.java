/**
 * How far a shard is, so that another attempt can go on from there, and what is recorded of its samples. Read {@link
 * io.aisynapse.node.progress.ShardKeeper} first; knows neither models nor answers.
 */
@NullMarked
package io.aisynapse.node.progress;

import org.jspecify.annotations.NullMarked;

/**
 * What is broken on purpose in an emulated chip, by a seed: the same faults on every node, thread and strategy. Read
 * {@link io.aisynapse.core.fault.Faults} first; knows no other package.
 */
@NullMarked
package io.aisynapse.core.fault;

import org.jspecify.annotations.NullMarked;

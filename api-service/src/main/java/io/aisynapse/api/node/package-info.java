/**
 * Execution nodes and the chips they bring. Read {@link io.aisynapse.api.node.Nodes} first.
 */
@NullMarked
package io.aisynapse.api.node;

import org.jspecify.annotations.NullMarked;

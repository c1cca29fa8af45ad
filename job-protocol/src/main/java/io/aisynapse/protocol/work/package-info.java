/**
 * What workers claim, do and hand in through the internal port. Read {@link
 * io.aisynapse.protocol.work.WorkOrder} first.
 */
@NullMarked
package io.aisynapse.protocol.work;

import org.jspecify.annotations.NullMarked;

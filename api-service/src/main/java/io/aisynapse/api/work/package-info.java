/**
 * The internal port: work is offered, leased, fenced and tried again here, whatever kind it is. Read {@link
 * io.aisynapse.api.work.WorkService} first.
 */
@NullMarked
package io.aisynapse.api.work;

import org.jspecify.annotations.NullMarked;

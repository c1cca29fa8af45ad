/**
 * The history of each job, as rows and as a stream. Read {@link io.aisynapse.api.event.JobEvents} first.
 */
@NullMarked
package io.aisynapse.api.event;

import org.jspecify.annotations.NullMarked;

/**
 * Jobs from their submission over shards to the merged result. Read {@link io.aisynapse.api.job.JobSubmission} first.
 */
@NullMarked
package io.aisynapse.api.job;

import org.jspecify.annotations.NullMarked;

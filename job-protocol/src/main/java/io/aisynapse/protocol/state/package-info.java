/**
 * The states of everything that has a life, one name in Java, SQL and JSON. Read {@link
 * io.aisynapse.protocol.state.JobState} first.
 */
@NullMarked
package io.aisynapse.protocol.state;

import org.jspecify.annotations.NullMarked;

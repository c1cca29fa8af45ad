/**
 * Tests of the whole: who may know whom, the running service in one JVM and in many processes. Read {@link
 * io.aisynapse.system.MainJobTest} first.
 */
@NullMarked
package io.aisynapse.system;

import org.jspecify.annotations.NullMarked;

/**
 * PostgreSQL as a child process on a kept data folder. Read {@link io.aisynapse.standalone.postgres.PostgresServer}
 * first.
 */
@NullMarked
package io.aisynapse.standalone.postgres;

import org.jspecify.annotations.NullMarked;

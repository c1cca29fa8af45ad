/**
 * The service that users and workers talk to; it alone knows the database. Read {@link
 * io.aisynapse.api.ApiConfiguration} first.
 */
@NullMarked
package io.aisynapse.api;

import org.jspecify.annotations.NullMarked;

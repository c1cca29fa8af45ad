/**
 * Who calls: users by API key, workers and the administrator by token. Read {@link
 * io.aisynapse.api.security.SecurityConfiguration} first.
 */
@NullMarked
package io.aisynapse.api.security;

import org.jspecify.annotations.NullMarked;

/**
 * API keys and the tenants they belong to. Read {@link io.aisynapse.api.key.KeyController} first.
 */
@NullMarked
package io.aisynapse.api.key;

import org.jspecify.annotations.NullMarked;

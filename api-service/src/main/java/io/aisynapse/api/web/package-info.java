/**
 * What all resources share: ids, pages, bodies, the contract's page. Read {@link io.aisynapse.api.web.JsonFields}
 * first.
 */
@NullMarked
package io.aisynapse.api.web;

import org.jspecify.annotations.NullMarked;

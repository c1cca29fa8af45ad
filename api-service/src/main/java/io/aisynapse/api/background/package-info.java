/**
 * What goes on without a request: loops and the sweeper. Read {@link io.aisynapse.api.background.Sweeper} first.
 */
@NullMarked
package io.aisynapse.api.background;

import org.jspecify.annotations.NullMarked;

/**
 * What went wrong, said the same way everywhere. Read {@link io.aisynapse.protocol.problem.Problem} first.
 */
@NullMarked
package io.aisynapse.protocol.problem;

import org.jspecify.annotations.NullMarked;

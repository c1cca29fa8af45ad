/**
 * Errors as RFC 9457 problems, whoever raises them. Read {@link io.aisynapse.api.problem.ProblemException} first.
 */
@NullMarked
package io.aisynapse.api.problem;

import org.jspecify.annotations.NullMarked;

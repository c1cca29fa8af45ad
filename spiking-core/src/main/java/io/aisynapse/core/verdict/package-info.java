/**
 * What becomes of each node of a model under each coding scheme, told before anything runs. Read {@link
 * io.aisynapse.core.verdict.Verdicts} first; runs nothing.
 */
@NullMarked
package io.aisynapse.core.verdict;

import org.jspecify.annotations.NullMarked;

/**
 * Rules about the text of the repository: sizes, names, calls that are not made, links that lead somewhere. Read {@link
 * io.aisynapse.system.tidy.TidyTest} first.
 */
@NullMarked
package io.aisynapse.system.tidy;

import org.jspecify.annotations.NullMarked;

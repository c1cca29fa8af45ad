/**
 * What is wrong with a model, said so that its owner can mend it. Known by all packages, knows none. Read {@link
 * io.aisynapse.core.finding.Finding} first.
 */
@NullMarked
package io.aisynapse.core.finding;

import org.jspecify.annotations.NullMarked;

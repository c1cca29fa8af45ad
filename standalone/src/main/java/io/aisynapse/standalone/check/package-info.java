/**
 * {@code ./synapse check-bad}: does the service answer a folder of bad files as its manifest says? Read {@link
 * io.aisynapse.standalone.check.BadFolderCheck} first.
 */
@NullMarked
package io.aisynapse.standalone.check;

import org.jspecify.annotations.NullMarked;

/**
 * Samples and labels, kept as two NumPy files. Read {@link io.aisynapse.api.dataset.DatasetUploads} first.
 */
@NullMarked
package io.aisynapse.api.dataset;

import org.jspecify.annotations.NullMarked;

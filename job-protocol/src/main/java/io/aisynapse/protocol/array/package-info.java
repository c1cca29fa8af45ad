/**
 * NumPy arrays as files: what datasets are made of. Read {@link io.aisynapse.protocol.array.NpyArray} first.
 */
@NullMarked
package io.aisynapse.protocol.array;

import org.jspecify.annotations.NullMarked;

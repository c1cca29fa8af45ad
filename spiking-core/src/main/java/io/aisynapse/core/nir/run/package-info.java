/**
 * What a NIR graph does by the letter of NIR, in double precision: the measure for exports, imports and other tools.
 * Read {@link io.aisynapse.core.nir.run.NirRun} first; knows nothing of chips or of our own networks.
 */
@NullMarked
package io.aisynapse.core.nir.run;

import org.jspecify.annotations.NullMarked;

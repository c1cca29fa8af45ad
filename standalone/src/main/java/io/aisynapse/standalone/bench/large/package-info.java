/**
 * A network of a million neurons and more through compiler, file and engine: {@link
 * io.aisynapse.standalone.bench.large.LargeBench} measures, {@link io.aisynapse.standalone.bench.large.LargeNetwork} is
 * what it measures with.
 */
@NullMarked
package io.aisynapse.standalone.bench.large;

import org.jspecify.annotations.NullMarked;

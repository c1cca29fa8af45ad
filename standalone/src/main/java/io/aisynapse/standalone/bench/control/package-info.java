/**
 * {@code ./synapse bench control}: lets spiking policies act in the environments that their originals learned in. Read
 * {@link io.aisynapse.standalone.bench.control.ControlBench} first.
 */
@NullMarked
package io.aisynapse.standalone.bench.control;

import org.jspecify.annotations.NullMarked;

/**
 * Neuron models shared by spiking networks and core programs: what a neuron does with what it has received, and how
 * values are coded in events. Read {@link io.aisynapse.core.neuron.Coding} first; knows only tensors.
 */
@NullMarked
package io.aisynapse.core.neuron;

import org.jspecify.annotations.NullMarked;

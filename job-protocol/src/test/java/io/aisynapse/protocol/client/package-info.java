/** Tests of the worker loop against a port and a doorbell in memory. */
@NullMarked
package io.aisynapse.protocol.client;

import org.jspecify.annotations.NullMarked;

package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;

/** A rewrite of a network that leaves its answers as they are; returns the same object when it finds nothing. */
interface Pass {
    AnnGraph apply(AnnGraph graph);
}

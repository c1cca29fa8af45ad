package io.aisynapse.core.ann;

/** One rewrite of a network that leaves its answers as they are; returns the same object when there is nothing to do. */
interface Pass {
    AnnGraph apply(AnnGraph graph);
}

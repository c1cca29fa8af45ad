package io.aisynapse.standalone;

import java.nio.file.Path;

/**
 * How a standalone service is started.
 *
 * @param data its data folder
 * @param port of the public API, on the loopback interface
 * @param nodes execution nodes in this JVM
 * @param threads with which each node runs its shards
 * @param kernels {@code vector} or {@code scalar}; the results are the same
 */
public record StandaloneSettings(Path data, int port, int nodes, int threads, String kernels) {}

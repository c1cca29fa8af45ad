package io.aisynapse.core.onnx.proto;

/**
 * What a file may hold before reading it stops.
 *
 * @param depth of messages in messages (subgraphs count)
 * @param nodes in all graphs and functions together
 * @param names all input and output names of nodes, attributes and initialisers together
 * @param nameBytes length of one name
 * @param functions model-local functions
 * @param metadata entries of metadata_props
 */
public record ReadLimits(int depth, int nodes, int names, int nameBytes, int functions, int metadata) {}

package io.aisynapse.protocol.problem;

/**
 * One finding as users see it: the same members as the core's finding.
 *
 * @param pointer the place: a JSON pointer, a node or a tensor
 */
public record Problem(String code, String pointer, String detail, String seen, String wanted, String hint) {}

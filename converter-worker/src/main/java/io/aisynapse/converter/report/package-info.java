/**
 * What a conversion cost, measured by running: stage by stage, layer by layer, step by step. Knows networks and
 * programs, no orders and no blobs. Read {@link io.aisynapse.converter.report.StagedNetwork} first.
 */
@NullMarked
package io.aisynapse.converter.report;

import org.jspecify.annotations.NullMarked;

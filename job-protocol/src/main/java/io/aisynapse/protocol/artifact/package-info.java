/**
 * Where models, programs, reports and results are kept, named by their own SHA-256. Read {@link
 * io.aisynapse.protocol.artifact.ArtifactStore} first.
 */
@NullMarked
package io.aisynapse.protocol.artifact;

import org.jspecify.annotations.NullMarked;

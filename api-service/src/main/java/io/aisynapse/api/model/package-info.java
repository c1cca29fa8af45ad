/**
 * Uploaded models and their way through the gate. Read {@link io.aisynapse.api.model.ModelUploads} first.
 */
@NullMarked
package io.aisynapse.api.model;

import org.jspecify.annotations.NullMarked;

/**
 * When a blob may go: several rows, of several tenants, may name one. Read {@link io.aisynapse.api.blob.Blobs} first.
 */
@NullMarked
package io.aisynapse.api.blob;

import org.jspecify.annotations.NullMarked;

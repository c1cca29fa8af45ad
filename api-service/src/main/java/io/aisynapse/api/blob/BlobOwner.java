package io.aisynapse.api.blob;

/** A feature whose rows name blobs. */
public interface BlobOwner {
    /** Whether a row that still counts names it. */
    boolean needs(String digest);
}

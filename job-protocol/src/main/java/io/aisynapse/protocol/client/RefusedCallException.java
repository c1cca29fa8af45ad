package io.aisynapse.protocol.client;

/** The service understood a call and refused it for what it says: repeating it is of no use. */
public final class RefusedCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedCallException(String message) {
        super(message);
    }
}

package io.aisynapse.reference;

/** ONNX Runtime refused a model that our gate had passed, or failed while it ran. */
public final class ReferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReferenceException(String message, Throwable cause) {
        super(message, cause);
    }

    ReferenceException(String message) {
        super(message);
    }
}

package io.aisynapse.standalone;

/** The service cannot start, for a reason its user can mend: the message is one sentence for the terminal. */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public StartFailure(String sentence) {
        super(sentence);
    }

    public StartFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}

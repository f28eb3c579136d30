package io.conteur.console.lookup;

/** Another search runs. */
public final class SearchBusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SearchBusyException() {
        super("another search is running; try again in some seconds");
    }
}

package io.conteur.cli.common;

/** A line on standard error that says how far a command is; there only on a terminal. */
public final class StatusLine implements AutoCloseable {
    private static final String CLEAR = "\r\033[K";

    private final boolean shown;

    /**
     * @param wanted false for programs, which read JSON
     */
    public StatusLine(boolean wanted) {
        this.shown = wanted && Terminal.present();
    }

    /** Replaces the line. */
    public void show(String text) {
        if (shown) {
            System.err.print(CLEAR + Terminal.visible(text));
        }
    }

    /** Removes the line. */
    @Override
    public void close() {
        if (shown) {
            System.err.print(CLEAR);
        }
    }
}

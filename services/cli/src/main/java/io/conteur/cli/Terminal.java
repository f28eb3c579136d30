package io.conteur.cli;

/** Where text goes that somebody else wrote: nothing in it may command the terminal. */
final class Terminal {
    private static final boolean PRESENT = Boolean.getBoolean("conteur.terminal");

    private static final int COLUMNS = Integer.getInteger("conteur.columns", 80);

    private Terminal() {}

    /** Standard output is a terminal, so a line may be drawn over. */
    static boolean present() {
        return PRESENT;
    }

    /** How wide the terminal was at the start. */
    static int columns() {
        return COLUMNS;
    }

    /** The text without control characters but line breaks. */
    static String safe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c == '\n' || !Character.isISOControl(c))
                .filter(c -> Character.getType(c) != Character.FORMAT || c == 0x200d)
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }
}

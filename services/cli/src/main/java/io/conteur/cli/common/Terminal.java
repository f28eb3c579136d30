package io.conteur.cli.common;

/** Prints untrusted text without control sequences, so that it cannot manipulate the terminal. */
public final class Terminal {
    private static final int COLUMNS = Integer.getInteger("conteur.columns", 80);
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private Terminal() {}

    /** Whether standard output is a terminal, on which a line can be redrawn. */
    public static boolean present() {
        return Boolean.getBoolean("conteur.terminal");
    }

    /** The width of the terminal when the program started. */
    public static int columns() {
        return COLUMNS;
    }

    /** Removes control and format characters, except line breaks and zero-width joiners. */
    public static String safe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c == '\n' || !Character.isISOControl(c))
                .filter(c -> Character.getType(c) != Character.FORMAT || c == ZERO_WIDTH_JOINER)
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }

    /**
     * Escapes control and format characters, except line breaks and tabs, as JSON does: {@code
     * \\u001b} for an escape. A JSON document keeps its meaning.
     */
    public static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int end = at + Character.charCount(c);
            if (isUnsafe(c)) {
                escape(text.substring(at, end), visible);
            } else {
                visible.appendCodePoint(c);
            }
            at = end;
        }
        return visible.toString();
    }

    /** Escapes only for a terminal; files and pipes get the text unchanged. */
    public static String printable(String text) {
        return present() ? visible(text) : text;
    }

    private static void escape(String character, StringBuilder visible) {
        for (int i = 0; i < character.length(); i++) {
            String digits = Integer.toHexString(character.charAt(i));
            visible.append("\\u").append("0".repeat(4 - digits.length())).append(digits);
        }
    }

    /** Includes characters that reorder or hide text, unusual line breaks and lone surrogates. */
    private static boolean isUnsafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c != '\n' && c != '\t';
            case Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            default -> false;
        };
    }

    /** Prints an error message to standard error. */
    public static void complain(String text) {
        System.err.println("conteur: " + visible(text));
    }
}

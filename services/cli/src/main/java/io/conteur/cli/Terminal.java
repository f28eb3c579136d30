package io.conteur.cli;

/** Where text goes that somebody else wrote: nothing in it may command the terminal. */
final class Terminal {
    private static final int COLUMNS = Integer.getInteger("conteur.columns", 80);
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private Terminal() {}

    /** Standard output is a terminal, so a line may be drawn over. */
    static boolean present() {
        return Boolean.getBoolean("conteur.terminal");
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
                .filter(c -> Character.getType(c) != Character.FORMAT || c == ZERO_WIDTH_JOINER)
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }

    /**
     * The text with control and format characters spelt as in JSON, {@code \\u001b} for an escape,
     * but for line breaks and tabs. JSON stays the same document.
     */
    static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int end = at + Character.charCount(c);
            if (commands(c)) {
                spell(text.substring(at, end), visible);
            } else {
                visible.appendCodePoint(c);
            }
            at = end;
        }
        return visible.toString();
    }

    /** As it is for a file or another program, which may need every character; else visible. */
    static String printable(String text) {
        return present() ? visible(text) : text;
    }

    private static void spell(String character, StringBuilder visible) {
        for (int i = 0; i < character.length(); i++) {
            String digits = Integer.toHexString(character.charAt(i));
            visible.append("\\u").append("0".repeat(4 - digits.length())).append(digits);
        }
    }

    /** Also what reorders or hides text, breaks lines on some terminals, or is no character. */
    private static boolean commands(int c) {
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

    /** Says on standard error what is wrong. */
    static void complain(String text) {
        System.err.println("conteur: " + visible(text));
    }
}

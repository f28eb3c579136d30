package io.conteur.events;

/**
 * A record's value is not a valid event of its topic. The message has the JSON pointer of the
 * invalid field and what would be right. It never repeats text that a user wrote, as it goes to
 * dead-letter headers and logs.
 */
public final class InvalidEventException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final String rule;

    /**
     * @param pointer the JSON pointer of the invalid value; empty for the whole event
     * @param rule what would be right, such as {@code must not be blank}
     */
    public InvalidEventException(String pointer, String rule) {
        super((pointer.isEmpty() ? "the event" : pointer) + " " + rule);
        this.pointer = pointer;
        this.rule = rule;
    }

    /** The JSON pointer (RFC 6901) of the invalid value; empty for the whole document. */
    public String pointer() {
        return pointer;
    }

    /** The same, of a value inside the one at {@code parent}. */
    public InvalidEventException under(String parent) {
        return new InvalidEventException(parent + pointer, rule);
    }
}

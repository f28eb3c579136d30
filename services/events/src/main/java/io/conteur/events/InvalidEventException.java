package io.conteur.events;

/**
 * A record's value is not the event its topic promises. The message names the JSON pointer of the
 * offending field and what would be right, and never repeats text a user wrote: it ends up in
 * dead-letter headers and logs.
 */
public final class InvalidEventException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final String complaint;

    /**
     * A flaw of a record.
     *
     * @param pointer the JSON pointer of the offending value; empty for the whole event
     * @param complaint what would be right
     */
    public InvalidEventException(String pointer, String complaint) {
        super((pointer.isEmpty() ? "the event" : pointer) + " " + complaint);
        this.pointer = pointer;
        this.complaint = complaint;
    }

    /** The JSON pointer (RFC 6901) of the offending value; empty for the whole document. */
    public String pointer() {
        return pointer;
    }

    public InvalidEventException under(String parent) {
        return new InvalidEventException(parent + pointer, complaint);
    }
}

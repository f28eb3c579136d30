package io.conteur.console.stream;

import io.conteur.console.change.Change;
import io.conteur.console.feed.Positions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The text of one server-sent event, piece by piece: that of a snapshot, as a whole and again as
 * bytes, would fill a small heap. All of it is one {@code data} line.
 */
final class EventText implements Iterator<String> {
    /** Characters of a piece, unless one change alone has more. */
    private static final int PIECE = 16 << 10;

    private final String head;
    private final Deque<Change> left;
    private boolean begun;

    /** Whether the empty line has been given out that ends the event. */
    private boolean ended;

    /**
     * @param whole whether the changes are all that is known
     */
    EventText(Positions id, boolean whole, List<Change> changes) {
        this.head = "id: " + id + "\ndata: {" + (whole ? "\"reset\":true," : "") + "\"changes\":[";
        this.left = new ArrayDeque<>(changes);
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public String next() {
        if (ended) {
            throw new NoSuchElementException();
        }
        StringBuilder piece = new StringBuilder(begun ? "" : head);
        boolean first = !begun;
        for (; !left.isEmpty() && piece.length() < PIECE; first = false) {
            piece.append(first ? "" : ",").append(left.remove().json());
        }
        begun = true;
        ended = left.isEmpty();
        return piece.append(ended ? "]}\n\n" : "").toString();
    }
}

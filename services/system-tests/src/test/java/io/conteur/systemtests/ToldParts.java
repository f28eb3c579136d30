package io.conteur.systemtests;

import io.conteur.events.StoryPartWritten;
import java.util.Objects;
import java.util.Optional;

/** The parts of one prompt, of the latest attempt alone, as a reader puts them together. */
final class ToldParts {
    private final StringBuilder text = new StringBuilder();
    private int attempt;
    private int next;
    private boolean ended;
    private boolean disordered;

    void add(StoryPartWritten part) {
        int number = Objects.requireNonNullElse(part.attempt(), 1);
        if (number > attempt) {
            attempt = number;
            next = 0;
            ended = false;
            disordered = false;
            text.setLength(0);
        }
        if (number == attempt) {
            disordered |= part.sequence() != next || ended;
            next = part.sequence() + 1;
            ended = part.last();
            text.append(part.text());
        }
    }

    /** The text, once it is whole: numbered without a gap, with one last part. */
    Optional<String> whole() {
        return ended && !disordered ? Optional.of(text.toString()) : Optional.empty();
    }
}

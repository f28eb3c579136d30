package io.conteur.systemtests;

import io.conteur.events.StoryPartWritten;
import java.util.Objects;
import java.util.Optional;

/** The parts of one prompt, of the latest attempt alone, as a reader puts them together. */
final class ToldParts {
    private final StringBuilder text = new StringBuilder();
    private int attempt;
    private int next;
    private int lastParts;
    private boolean disordered;

    void add(StoryPartWritten part) {
        int number = Objects.requireNonNullElse(part.attempt(), 1);
        if (number > attempt) {
            attempt = number;
            next = 0;
            lastParts = 0;
            disordered = false;
            text.setLength(0);
        }
        if (number == attempt) {
            disordered |= part.sequence() != next || lastParts > 0;
            next = part.sequence() + 1;
            lastParts += part.last() ? 1 : 0;
            text.append(part.text());
        }
    }

    /** The text, once it is whole: numbered without a gap, with one last part. */
    Optional<String> whole() {
        return disordered || lastParts != 1 ? Optional.empty() : Optional.of(text.toString());
    }
}

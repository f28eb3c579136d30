package io.conteur.httpapi.answers;

import io.conteur.events.ArtifactReference;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.wire.RecordKey;
import io.conteur.httpapi.error.ApiError;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stories of one prompt as far as they are known, joined from parts and outcome. When a crash
 * interrupts an attempt, the next one begins again: its text is compared with what there is, and
 * only what goes beyond is added. Text that differs is not added, and the outcome decides.
 * Everybody who waits for the prompt shares its answer, so it is bounded by the size of an outcome.
 * Threads may share it.
 */
public final class Answer {
    private final PromptSubmitted prompt;
    private final RecordKey key;
    private final List<StoryText> stories;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private int readers;
    private boolean abandoned;
    private @Nullable String attemptId;
    private int attempt;
    private int nextSequence;
    private @Nullable ArtifactReference checkpoint;
    private @Nullable StoryWritten outcome;
    private @Nullable ApiError error;

    /** The text of one story, and how far the current attempt has repeated it. */
    private static final class StoryText {
        final StringBuilder text = new StringBuilder();
        int position;
        boolean diverged;

        void append(String piece) {
            int known = Math.min(text.length() - position, piece.length());
            if (diverged
                    || !text.substring(position, position + known)
                            .equals(piece.substring(0, known))) {
                diverged = true;
                return;
            }
            text.append(piece, known, piece.length());
            position += piece.length();
        }
    }

    /**
     * @param prompt with its id, which is its record's key as well
     */
    public Answer(PromptSubmitted prompt) {
        this.prompt = prompt;
        this.key = RecordKey.of(id());
        this.stories =
                Stream.generate(StoryText::new)
                        .limit(Objects.requireNonNullElse(prompt.n(), 1))
                        .toList();
    }

    public PromptSubmitted prompt() {
        return prompt;
    }

    public String id() {
        return Objects.requireNonNull(prompt.id());
    }

    /** The key of its records. */
    public RecordKey key() {
        return key;
    }

    /** Calls back after each change from now on; look once after this call, for earlier ones. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    public void unlisten(Runnable listener) {
        listeners.remove(listener);
    }

    /** One more waits for it; false when it has been given up. */
    public synchronized boolean join() {
        if (!abandoned) {
            readers++;
        }
        return !abandoned;
    }

    /** One less waits for it. */
    public synchronized void leave() {
        readers--;
    }

    /** Abandons it if no client waits for it and it has not ended; true at most once. */
    public synchronized boolean abandon() {
        boolean now = readers == 0 && !abandoned && !ended();
        abandoned = abandoned || now;
        return now;
    }

    /** Adds a part of the prompt. */
    void add(StoryPartWritten part) {
        if (accept(part)) {
            listeners.forEach(Runnable::run);
        }
    }

    /** Ends it with an outcome of the prompt. */
    public void end(StoryWritten written) {
        synchronized (this) {
            if (ended()) {
                return;
            }
            outcome = written;
        }
        listeners.forEach(Runnable::run);
    }

    /** Ends it without an outcome. */
    public void fail(ApiError why) {
        synchronized (this) {
            if (ended()) {
                return;
            }
            error = why;
        }
        listeners.forEach(Runnable::run);
    }

    private synchronized boolean accept(StoryPartWritten part) {
        int index = Objects.requireNonNullElse(part.index(), 0);
        if (ended() || index >= stories.size() || !ofCurrentAttempt(part)) {
            return false;
        }
        if (part.sequence() != nextSequence) {
            return false; // Without what came before, the text waits for the outcome.
        }
        nextSequence++;
        checkpoint = part.checkpoint();
        stories.get(index).append(part.text());
        return true;
    }

    /** A later attempt takes over. Of two processes at the same attempt, the first counts. */
    private boolean ofCurrentAttempt(StoryPartWritten part) {
        int number = Objects.requireNonNullElse(part.attempt(), 1);
        String id = Objects.requireNonNullElse(part.attemptId(), Integer.toString(number));
        if (id.equals(attemptId)) {
            return true;
        }
        if (attemptId != null && number <= attempt) {
            return false;
        }
        attemptId = id;
        attempt = number;
        nextSequence = 0;
        stories.forEach(story -> story.position = 0);
        return true;
    }

    /** Whether outcome or error are known. */
    public synchronized boolean ended() {
        return outcome != null || error != null;
    }

    /** Why there is no complete story. */
    public synchronized Optional<ApiError> error() {
        if (outcome != null && outcome.outcome() != StoryWritten.Outcome.COMPLETED) {
            return Optional.of(ApiError.of(outcome));
        }
        return Optional.ofNullable(error);
    }

    /** The outcome, once there is one. */
    public synchronized Optional<StoryWritten> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** The checkpoint that generates it, once a part has named it. */
    public synchronized Optional<ArtifactReference> checkpoint() {
        return Optional.ofNullable(outcome == null ? checkpoint : outcome.checkpoint());
    }

    /** The number of stories asked for. */
    public int stories() {
        return stories.size();
    }

    /** The text of a story from a position on, as far as it is known from parts. */
    public synchronized String text(int index, int from) {
        return stories.get(index).text.substring(from);
    }

    /** Whether any story has text. */
    public synchronized boolean begun() {
        return stories.stream().anyMatch(story -> !story.text.isEmpty());
    }

    /** The whole stories of the outcome, when each continues the text of its parts; else empty. */
    public synchronized Optional<List<FinishedStory>> finished() {
        List<FinishedStory> finished = outcome == null ? List.of() : FinishedStory.of(outcome);
        List<FinishedStory> kept = new ArrayList<>(finished);
        boolean continued =
                kept.size() == stories.size()
                        && IntStream.range(0, kept.size())
                                .allMatch(
                                        i ->
                                                kept.get(i)
                                                        .text()
                                                        .startsWith(
                                                                stories.get(i).text.toString()));
        return continued ? Optional.of(finished) : Optional.empty();
    }
}

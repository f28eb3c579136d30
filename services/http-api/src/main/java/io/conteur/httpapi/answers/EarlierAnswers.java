package io.conteur.httpapi.answers;

import io.conteur.events.InvalidEventException;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.groupless.LatestRecords;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Looks up outcomes that were published before anybody here waited for them. */
public final class EarlierAnswers implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final LatestRecords records;

    /** One look-up after the other: each reads thousands of records. */
    private final ExecutorService reader =
            Executors.newSingleThreadExecutor(
                    work -> {
                        Thread thread = new Thread(work, "earlier-answers");
                        thread.setDaemon(true);
                        return thread;
                    });

    public EarlierAnswers(LatestRecords records) {
        this.records = records;
    }

    /**
     * The outcome of the prompt of an answer, if it can still be read; completes exceptionally when
     * the broker does not answer.
     */
    public CompletableFuture<Optional<StoryWritten>> find(Answer answer) {
        return CompletableFuture.supplyAsync(() -> read(answer), reader);
    }

    private Optional<StoryWritten> read(Answer answer) {
        return records.under(answer.key(), Topic.STORIES, LIMIT).stream()
                .flatMap(EarlierAnswers::decode)
                .filter(outcome -> outcome.id().equals(answer.id()))
                .filter(outcome -> outcome.prompt().equals(answer.prompt().prompt()))
                .findFirst();
    }

    private static Stream<StoryWritten> decode(byte[] value) {
        try {
            return Stream.of(EventCodec.decode(Topic.STORIES, value));
        } catch (InvalidEventException e) {
            return Stream.empty(); // No outcome of a prompt of this service.
        }
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}

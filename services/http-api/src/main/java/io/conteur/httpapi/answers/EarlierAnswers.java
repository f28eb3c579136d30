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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Looks up outcomes that were published before anybody here waited for them. */
public final class EarlierAnswers implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final LatestRecords records;

    /** One look-up after the other: each reads thousands of records. */
    private final ExecutorService reader;

    /**
     * @param maxWaiting look-ups that wait for another; further ones fail
     */
    public EarlierAnswers(LatestRecords records, int maxWaiting) {
        this.records = records;
        this.reader =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(maxWaiting),
                        EarlierAnswers::thread);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "earlier-answers");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * The outcome of the prompt of an answer, if it can still be read; completes exceptionally when
     * the broker does not answer, or too many look-ups wait. That of an answer that has ended
     * meanwhile, because its clients have gone, reads nothing.
     */
    public CompletableFuture<Optional<StoryWritten>> find(Answer answer) {
        try {
            return CompletableFuture.supplyAsync(() -> read(answer), reader);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Optional<StoryWritten> read(Answer answer) {
        if (answer.ended()) {
            return Optional.empty();
        }
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

package io.conteur.modeltrainer;

import io.conteur.events.Progressed;
import io.conteur.events.Progressed.State;
import io.conteur.events.TokenizerRequested;
import io.conteur.events.TokenizerSettings;
import io.conteur.events.TokenizerTrained;
import io.conteur.messaging.Outbox;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds the tokenizer a job names, and has it trained when there is none. */
final class Tokenizers {
    private static final long LOOK_EVERY_MILLIS = 200;

    /** A storyteller must be able to spell a name it has read a few times. */
    private static final double CHARACTER_COVERAGE = 0.99999;

    private final TokenizerTable table;
    private final Outbox<TokenizerRequested> requests;
    private final Pulse pulse;

    Tokenizers(TokenizerTable table, Outbox<TokenizerRequested> requests, Pulse pulse) {
        this.table = table;
        this.requests = requests;
        this.pulse = pulse;
    }

    /**
     * The tokenizer's newest version.
     *
     * @param vocabularySize of one that has to be trained
     * @throws JobEndedException when it has to be trained and cannot be
     * @throws HandOverException when the job shall stop waiting
     */
    TokenizerTrained find(Job job, int vocabularySize, Journal journal) {
        Optional<TokenizerTrained> known = table.newest(job.tokenizerName());
        return known.isPresent() ? known.get() : train(job, vocabularySize, journal);
    }

    private TokenizerTrained train(Job job, int vocabularySize, Journal journal) {
        TokenizerRequested request =
                new TokenizerRequested(
                        job.tokenizerJob(),
                        job.tokenizerName(),
                        job.request().corpus(),
                        settings(job, vocabularySize));
        requests.publish(request.name(), request, job.tokenizerJob());
        BlockingQueue<Progressed> ends = new LinkedBlockingQueue<>();
        // Under a tokenizer's name a model's progress may stand too, so the job's id decides.
        try (TokenizerTable.Subscription subscription =
                table.followProgress(
                        progress -> {
                            if (progress.id().equals(job.tokenizerJob())
                                    && progress.state().terminal()) {
                                ends.add(progress);
                            }
                        })) {
            return await(job, ends, journal);
        }
    }

    /** A size that nobody asked for is a wish: a small corpus makes do with fewer pieces. */
    private static TokenizerSettings settings(Job job, int vocabularySize) {
        boolean asked = job.request().vocabularySize() != null;
        return new TokenizerSettings(
                vocabularySize,
                null,
                CHARACTER_COVERAGE,
                null,
                null,
                null,
                null,
                null,
                null,
                asked);
    }

    private TokenizerTrained await(Job job, BlockingQueue<Progressed> ends, Journal journal) {
        while (true) {
            Optional<TokenizerTrained> trained = table.newest(job.tokenizerName());
            if (trained.isPresent()) {
                return trained.get();
            }
            pulse.beatOrHandOver();
            journal.waiting("waiting for the tokenizer " + job.tokenizerName());
            requireHope(job, poll(ends));
        }
    }

    private static @Nullable Progressed poll(BlockingQueue<Progressed> ends) {
        try {
            return ends.poll(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HandOverException();
        }
    }

    private static void requireHope(Job job, @Nullable Progressed end) {
        if (end == null || end.state() == State.COMPLETED) {
            return;
        }
        String reason =
                "the tokenizer %s could not be trained: %s"
                        .formatted(job.tokenizerName(), end.reason());
        throw end.state() == State.REJECTED
                ? JobEndedException.rejected(reason)
                : JobEndedException.failed(reason);
    }
}

package io.conteur.modeltrainer;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerSettingsBuilder;
import io.conteur.events.training.TokenizerTrained;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tokenizer of a job, and has it trained when there is none.
 *
 * <p>A tokenizer that a request names is used as it is. One that is implied by the model's name
 * belongs to this corpus and vocabulary size alone: a model that is trained anew gets a new one.
 */
final class Tokenizers {
    private static final long LOOK_EVERY_MILLIS = 200;

    /** A storyteller must be able to spell a name it has read a few times. */
    private static final double CHARACTER_COVERAGE = 0.99999;

    private final Assignment assignment;
    private final Job job;
    private final TokenizerTable table;

    Tokenizers(Assignment assignment) {
        this.assignment = assignment;
        this.job = assignment.job();
        this.table = assignment.studio().broker().tokenizers();
    }

    /**
     * The named tokenizer's newest version, or the implied one's for this corpus.
     *
     * @param corpus and
     * @param vocabularySize of one that has to be trained
     * @throws JobEndedException when it has to be trained and cannot be, or is not as asked for
     * @throws HandOverException when the job shall stop waiting
     */
    TokenizerTrained find(ArtifactReference corpus, int vocabularySize) {
        if (job.request().tokenizer() != null) {
            Optional<TokenizerTrained> named = table.newest(job.tokenizerName());
            if (named.isPresent()) {
                return requireAsked(named.get());
            }
        }
        Predicate<TokenizerTrained> fits = fitting(corpus, vocabularySize);
        Optional<TokenizerTrained> known = table.newest(job.tokenizerName(), fits);
        return known.isPresent() ? known.get() : train(corpus, vocabularySize, fits);
    }

    private TokenizerTrained requireAsked(TokenizerTrained named) {
        Integer asked = job.request().vocabularySize();
        if (asked != null && asked != named.vocabularySize()) {
            throw JobEndedException.rejected(
                    "the tokenizer %s has %d pieces, not %d; leave vocabularySize out or name another tokenizer"
                            .formatted(named.name(), named.vocabularySize(), asked));
        }
        return named;
    }

    /** Whether a tokenizer is the one that training it for this job would make. */
    private Predicate<TokenizerTrained> fitting(ArtifactReference corpus, int vocabularySize) {
        Integer asked = job.request().vocabularySize();
        return tokenizer ->
                tokenizer.corpus().sha256().equals(corpus.sha256())
                        && Objects.equals(tokenizer.settings().vocabularySize(), vocabularySize)
                        && (asked == null || asked == tokenizer.vocabularySize());
    }

    private TokenizerTrained train(
            ArtifactReference corpus, int vocabularySize, Predicate<TokenizerTrained> fits) {
        TokenizerRequested request =
                new TokenizerRequested(
                        job.tokenizerJob(), job.tokenizerName(), corpus, settings(vocabularySize));
        assignment
                .outboxes()
                .tokenizerRequests()
                .publish(request.name(), request, job.tokenizerJob());
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
            return await(ends, fits);
        }
    }

    /** A size that nobody asked for is a wish: a small corpus makes do with fewer pieces. */
    private TokenizerSettings settings(int vocabularySize) {
        boolean asked = job.request().vocabularySize() != null;
        return TokenizerSettingsBuilder.builder()
                .vocabularySize(vocabularySize)
                .characterCoverage(CHARACTER_COVERAGE)
                .hardVocabularyLimit(asked)
                .build();
    }

    private TokenizerTrained await(
            BlockingQueue<Progressed> ends, Predicate<TokenizerTrained> fits) {
        while (true) {
            Optional<TokenizerTrained> trained = table.newest(job.tokenizerName(), fits);
            if (trained.isPresent()) {
                return trained.get();
            }
            assignment.pulse().beatOrStop();
            assignment.journal().waiting("waiting for the tokenizer " + job.tokenizerName());
            requireHope(poll(ends));
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

    private void requireHope(@Nullable Progressed end) {
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

package io.conteur.modeltrainer;

import io.conteur.events.ArtifactReference;
import io.conteur.events.Progressed;
import io.conteur.events.Progressed.State;
import io.conteur.events.TokenizerRequested;
import io.conteur.events.TokenizerSettings;
import io.conteur.events.TokenizerSettingsBuilder;
import io.conteur.events.TokenizerTrained;
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

    private final Assignment assignment;
    private final Job job;
    private final TokenizerTable table;

    Tokenizers(Assignment assignment) {
        this.assignment = assignment;
        this.job = assignment.job();
        this.table = assignment.studio().broker().tokenizers();
    }

    /**
     * The tokenizer's newest version.
     *
     * @param corpus and
     * @param vocabularySize of one that has to be trained
     * @throws JobEndedException when it has to be trained and cannot be
     * @throws HandOverException when the job shall stop waiting
     */
    TokenizerTrained find(ArtifactReference corpus, int vocabularySize) {
        Optional<TokenizerTrained> known = table.newest(job.tokenizerName());
        return known.isPresent() ? known.get() : train(corpus, vocabularySize);
    }

    private TokenizerTrained train(ArtifactReference corpus, int vocabularySize) {
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
            return await(ends);
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

    private TokenizerTrained await(BlockingQueue<Progressed> ends) {
        while (true) {
            Optional<TokenizerTrained> trained = table.newest(job.tokenizerName());
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

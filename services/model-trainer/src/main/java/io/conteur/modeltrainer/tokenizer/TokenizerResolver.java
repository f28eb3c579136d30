package io.conteur.modeltrainer.tokenizer;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerSettingsBuilder;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.registry.TokenizerRegistry;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tokenizer of a job, and requests one when there is none.
 *
 * <p>A tokenizer that the request names is used as it is. One implied by the model's name must have
 * been trained on the same corpus with the same vocabulary size.
 */
public record TokenizerResolver(ArtifactStore store, TokenizerRegistry registry) {
    private static final long POLL_MILLIS = 200;

    /**
     * Loads a published tokenizer.
     *
     * @throws JobEndedException when it is missing, damaged or unusable
     */
    public LoadedTokenizer load(ArtifactReference tokenizer) throws IOException {
        try {
            Path folder = store.fetch(tokenizer.key(), tokenizer.sha256());
            return LoadedTokenizer.load(tokenizer, folder.resolve("tokenizer.model"));
        } catch (DamagedArtifactException | NoSuchFileException e) {
            throw JobEndedException.failed("the tokenizer cannot be used: " + e.getMessage());
        }
    }

    /**
     * The newest version of the named tokenizer, or of the implied one for this corpus. Waits while
     * it is trained.
     *
     * @param corpus to train a missing one on
     * @param vocabularySize of a missing one
     * @throws JobEndedException when its training ends without one, or it is not as requested
     * @throws HandOverException when the job has to stop
     */
    public TokenizerTrained find(JobAttempt attempt, ArtifactReference corpus, int vocabularySize) {
        JobSpec job = attempt.job();
        if (job.request().tokenizer() != null) {
            Optional<TokenizerTrained> named = registry.newest(job.tokenizerName());
            if (named.isPresent()) {
                return requireRequestedSize(named.get(), job);
            }
        }
        Predicate<TokenizerTrained> fits = fitting(job, corpus, vocabularySize);
        return registry.newest(job.tokenizerName(), fits)
                .orElseGet(
                        () -> requestAndAwait(attempt, request(job, corpus, vocabularySize), fits));
    }

    private static TokenizerTrained requireRequestedSize(TokenizerTrained named, JobSpec job) {
        Integer requested = job.request().vocabularySize();
        if (requested != null && requested != named.vocabularySize()) {
            throw JobEndedException.rejected(
                    "the tokenizer %s has %d pieces, not %d; leave vocabularySize out or name another tokenizer"
                            .formatted(named.name(), named.vocabularySize(), requested));
        }
        return named;
    }

    /** Whether a tokenizer is what training one for this job would give. */
    private static Predicate<TokenizerTrained> fitting(
            JobSpec job, ArtifactReference corpus, int vocabularySize) {
        Integer requested = job.request().vocabularySize();
        return tokenizer ->
                tokenizer.corpus().sha256().equals(corpus.sha256())
                        && Objects.equals(tokenizer.settings().vocabularySize(), vocabularySize)
                        && (requested == null || requested == tokenizer.vocabularySize());
    }

    /**
     * The vocabulary size is a hard limit only when it was requested: a small corpus has fewer
     * pieces.
     */
    private static TokenizerRequested request(
            JobSpec job, ArtifactReference corpus, int vocabularySize) {
        TokenizerSettings settings =
                TokenizerSettingsBuilder.builder()
                        .vocabularySize(vocabularySize)
                        .characterCoverage(Hyperparameters.CHARACTER_COVERAGE)
                        .hardVocabularyLimit(job.request().vocabularySize() != null)
                        .build();
        return new TokenizerRequested(job.tokenizerJob(), job.tokenizerName(), corpus, settings);
    }

    private TokenizerTrained requestAndAwait(
            JobAttempt attempt, TokenizerRequested request, Predicate<TokenizerTrained> fits) {
        String id = attempt.job().tokenizerJob();
        attempt.publishers().tokenizerRequests().publish(request.name(), request, id);
        BlockingQueue<Progressed> ends = new LinkedBlockingQueue<>();
        // A model's progress may stand under the same key, so the job's id decides.
        try (TokenizerRegistry.Subscription subscription =
                registry.followProgress(
                        progress -> {
                            if (progress.id().equals(id) && progress.state().terminal()) {
                                ends.add(progress);
                            }
                        })) {
            return await(attempt, ends, fits);
        }
    }

    private TokenizerTrained await(
            JobAttempt attempt, BlockingQueue<Progressed> ends, Predicate<TokenizerTrained> fits) {
        String name = attempt.job().tokenizerName();
        while (true) {
            Optional<TokenizerTrained> trained = registry.newest(name, fits);
            if (trained.isPresent()) {
                return trained.get();
            }
            attempt.control().beatOrStop();
            attempt.progress().waiting("waiting for the tokenizer " + name);
            requireNotFailed(name, poll(ends));
        }
    }

    private static @Nullable Progressed poll(BlockingQueue<Progressed> ends) {
        try {
            return ends.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HandOverException();
        }
    }

    private static void requireNotFailed(String name, @Nullable Progressed end) {
        if (end == null || end.state() == State.COMPLETED) {
            return;
        }
        String reason = "the tokenizer %s could not be trained: %s".formatted(name, end.reason());
        throw end.state() == State.REJECTED
                ? JobEndedException.rejected(reason)
                : JobEndedException.failed(reason);
    }
}

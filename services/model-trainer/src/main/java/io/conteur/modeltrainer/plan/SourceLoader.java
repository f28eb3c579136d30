package io.conteur.modeltrainer.plan;

import io.conteur.events.ArtifactReference;
import io.conteur.modeltrainer.checkpoint.StartingPoint;
import io.conteur.modeltrainer.corpus.CorpusResolver;
import io.conteur.modeltrainer.corpus.TextCorpus;
import io.conteur.modeltrainer.encoding.ClaimFactory;
import io.conteur.modeltrainer.encoding.ShardBuilder;
import io.conteur.modeltrainer.encoding.ShardClaims;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.modeltrainer.shards.ShardIndex;
import io.conteur.modeltrainer.shards.ShardStore;
import io.conteur.modeltrainer.tokenizer.LoadedTokenizer;
import io.conteur.modeltrainer.tokenizer.TokenizerResolver;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.util.Optional;

/**
 * Loads the tokenizer of a job, and the index of its encoded corpus. The text is read only if it
 * was not encoded before, so a resumed job does without it.
 *
 * @param claims by which others can help to encode it
 */
public record SourceLoader(
        CorpusResolver corpora,
        TokenizerResolver tokenizers,
        ShardBuilder builder,
        Optional<ClaimFactory> claims) {
    /**
     * Loads both; a resumed job has those that it began with. The caller closes the tokenizer.
     *
     * @throws JobEndedException when one of them cannot be used
     * @throws HandOverException when the job has to stop
     */
    TrainingSources load(JobAttempt attempt, StartingPoint start) throws IOException {
        attempt.progress().running("reading the corpus");
        ArtifactReference corpus =
                start.newest().isPresent()
                        ? start.newest().get().state().corpus()
                        : corpora.resolve(attempt);
        // A malformed corpus is rejected before a tokenizer is trained on it.
        Optional<TextCorpus> text =
                store().knows(corpus)
                        ? Optional.empty()
                        : Optional.of(corpora.check(corpus, attempt.control()));
        LoadedTokenizer tokenizer = tokenizer(attempt, start, corpus);
        try {
            return new TrainingSources(corpus, index(attempt, corpus, text, tokenizer), tokenizer);
        } catch (IOException | RuntimeException | Error e) {
            tokenizer.close();
            throw e;
        }
    }

    private ShardStore store() {
        return builder.store();
    }

    private ShardIndex index(
            JobAttempt attempt,
            ArtifactReference corpus,
            Optional<TextCorpus> text,
            LoadedTokenizer tokenizer)
            throws IOException {
        Optional<ShardIndex> present = store().find(corpus, tokenizer.artifact());
        if (present.isPresent()) {
            return present.get();
        }
        TextCorpus checked =
                text.isPresent() ? text.get() : corpora.check(corpus, attempt.control());
        ShardClaims own =
                claims.map(each -> each.open(attempt, corpus, tokenizer.artifact()))
                        .orElse(ShardClaims.ALL);
        try {
            ShardIndex index = builder.build(attempt, corpus, checked, tokenizer, own);
            own.end();
            return index;
        } catch (JobEndedException e) {
            own.end();
            throw e;
        }
    }

    private LoadedTokenizer tokenizer(
            JobAttempt attempt, StartingPoint start, ArtifactReference corpus) throws IOException {
        if (start.tokenizer() != null) {
            return tokenizers.load(start.tokenizer());
        }
        int vocabularySize = Hyperparameters.of(attempt.job()).vocabularySize();
        return tokenizers.load(tokenizers.find(attempt, corpus, vocabularySize).artifact());
    }
}

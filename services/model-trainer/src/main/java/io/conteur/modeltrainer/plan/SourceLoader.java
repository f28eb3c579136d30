package io.conteur.modeltrainer.plan;

import io.conteur.events.ArtifactReference;
import io.conteur.modeltrainer.checkpoint.ResumePoint;
import io.conteur.modeltrainer.corpus.CorpusResolver;
import io.conteur.modeltrainer.corpus.ParallelCorpus;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.modeltrainer.tokenizer.LoadedTokenizer;
import io.conteur.modeltrainer.tokenizer.TokenizerResolver;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;

/** Loads the corpus and the tokenizer of a job. */
public record SourceLoader(CorpusResolver corpora, TokenizerResolver tokenizers) {
    /**
     * Loads both; a resumed job has those that it began with. The caller closes the tokenizer.
     *
     * @throws JobEndedException when one of them cannot be used
     * @throws HandOverException when the job has to stop
     */
    TrainingSources load(JobAttempt attempt, ResumePoint start) throws IOException {
        attempt.progress().running("reading the corpus");
        ArtifactReference artifact =
                start.newest().isPresent()
                        ? start.newest().get().state().corpus()
                        : HeapLimit.within(() -> corpora.resolve(attempt));
        ParallelCorpus corpus = HeapLimit.within(() -> corpora.read(artifact));
        return new TrainingSources(artifact, corpus, tokenizer(attempt, start, artifact));
    }

    private LoadedTokenizer tokenizer(
            JobAttempt attempt, ResumePoint start, ArtifactReference corpus) throws IOException {
        if (start.tokenizer() != null) {
            return tokenizers.load(start.tokenizer());
        }
        int vocabularySize = Hyperparameters.of(attempt.job()).vocabularySize();
        return tokenizers.load(tokenizers.find(attempt, corpus, vocabularySize).artifact());
    }
}

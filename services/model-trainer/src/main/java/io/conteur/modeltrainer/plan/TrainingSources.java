package io.conteur.modeltrainer.plan;

import io.conteur.events.ArtifactReference;
import io.conteur.modeltrainer.corpus.ParallelCorpus;
import io.conteur.modeltrainer.tokenizer.LoadedTokenizer;

/** What a job trains on. */
record TrainingSources(
        ArtifactReference artifact, ParallelCorpus corpus, LoadedTokenizer tokenizer) {}

package io.conteur.modeltrainer.plan;

import io.conteur.events.ArtifactReference;
import io.conteur.modeltrainer.shards.ShardIndex;
import io.conteur.modeltrainer.tokenizer.LoadedTokenizer;

/**
 * What a job trains on.
 *
 * @param artifact the corpus as text
 * @param index the corpus as token ids
 */
record TrainingSources(ArtifactReference artifact, ShardIndex index, LoadedTokenizer tokenizer) {}

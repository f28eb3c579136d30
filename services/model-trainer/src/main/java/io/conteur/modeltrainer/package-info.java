/**
 * Training requests to progress, checkpoints and sampled stories. It knows nothing of what is
 * inside a step; that is {@code gpt}'s. A request passes the packages in this order:
 *
 * <pre>
 * training-requests ─► service ─► training ─┬─► plan ─► corpus (by fetch), tokenizer, encoding,
 *                                           │            shards, dataset
 *                                           ├─► session (steps), evaluation
 *                                           └─► checkpoint
 * progress, checkpoints, stories ◄─ reporting ─► history
 * tokenizers, checkpoints, tombstones ─► kafka ─► registry
 * shard-claims ◄─► encoding, helping                     with several workers
 * training-rounds, worker-reports ◄─► training, helping  with several workers, by rounds
 * </pre>
 *
 * <p>{@code job} is what a request asks for.
 *
 * <p>Begin with {@code service.TrainingJobRunner} and {@code training.ModelTraining}.
 */
@NullMarked
package io.conteur.modeltrainer;

import org.jspecify.annotations.NullMarked;

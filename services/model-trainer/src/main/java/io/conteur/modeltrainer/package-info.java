/**
 * Training requests to progress, checkpoints and sampled stories:
 *
 * <pre>
 * training-requests ─► TrainingRequestsWorker ─► JobThread ─► JobRunner ─► ModelTraining ─► TrainingLoop
 *                                                                │ Corpus, Tokenizers,        │ Learner (gpt)
 *                                                                │ Material, Recipe           ▼
 *                                              progress ◄─ Journal   Shelf ─► checkpoints, Samples ─► stories
 * </pre>
 *
 * <p>It knows nothing of what is inside a step; that is {@code gpt}'s.
 */
@NullMarked
package io.conteur.modeltrainer;

import org.jspecify.annotations.NullMarked;

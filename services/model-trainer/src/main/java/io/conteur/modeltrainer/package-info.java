/**
 * Training requests to progress, checkpoints and sampled stories. It knows nothing of what is
 * inside a step; that is {@code gpt}'s. A request passes the packages in this order:
 *
 * <pre>
 * training-requests ─► service ─► training ─► plan ─► corpus ◄─ fetch
 *                         │          │          │  tokenizer, dataset
 *                         ▼          ▼          ▼
 *                       kafka    evaluation   checkpoint
 *                 progress, checkpoints, stories ◄─ reporting ─► history
 * </pre>
 *
 * <p>Begin with {@code service.TrainingJobRunner} and {@code training.ModelTraining}.
 */
@NullMarked
package io.conteur.modeltrainer;

import org.jspecify.annotations.NullMarked;

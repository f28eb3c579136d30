/**
 * Rounds of a training with several workers, as events and artifacts. Kafka carries the decisions,
 * the artifact store the updates:
 *
 * <pre>
 * coordinator ── RoundClosed ──► all: apply its update; train the share that it gives you
 * worker ─────── WorkerReported ► coordinator: closes the round with the updates that came in time
 * </pre>
 *
 * <p>Begin with {@code JobRounds}. The coordinator is {@code training.RoundRunner}, a worker {@code
 * helping.RoundWorker}.
 */
@NullMarked
package io.conteur.modeltrainer.rounds;

import org.jspecify.annotations.NullMarked;

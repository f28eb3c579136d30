package io.conteur.modeltrainer.rounds;

import java.time.Duration;

/**
 * How this process takes part in rounds.
 *
 * @param worker its name, which no other process has
 * @param grace that the other workers have after the coordinator's own share
 * @param reproducible whether a coordinator waits for all workers that it may have, before the
 *     first round and in each, and gives them equal shares: the weights are then a function of
 *     seed, workers and steps of a round
 */
public record RoundSettings(String worker, Duration grace, boolean reproducible) {}

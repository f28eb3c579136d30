package io.conteur.modeltrainer.training;

import io.conteur.events.training.RoundClosed.Share;
import io.conteur.gpt.RoundTrainer;
import io.conteur.gpt.training.StepResult;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Trains shares of rounds. */
public record ShareTraining(StepRunner steps, RoundTrainer rounds) {
    /**
     * What was trained.
     *
     * @param tokens that were trained on
     * @param loss nats per target token, mean of the steps
     * @param seconds that the steps took
     * @param update the change of the weights, encoded
     */
    public record Trained(
            int steps, long tokens, double loss, double seconds, double rate, byte[] update) {}

    /**
     * Trains a share from the weights that all workers have.
     *
     * @param abandoned asked between steps
     * @return empty when it was abandoned
     */
    public Optional<Trained> train(Share share, BooleanSupplier abandoned) {
        rounds.begin(share.step());
        long began = steps.nanoTime().getAsLong();
        long tokens = 0;
        double losses = 0;
        double rate = 0;
        for (int step = 0; step < share.steps(); step++) {
            if (abandoned.getAsBoolean()) {
                return Optional.empty();
            }
            StepResult result = steps.step();
            tokens += result.tokens();
            losses += result.loss();
            rate = result.learningRate();
        }
        double seconds = (steps.nanoTime().getAsLong() - began) / 1e9;
        return Optional.of(
                new Trained(
                        share.steps(),
                        tokens,
                        losses / share.steps(),
                        seconds,
                        rate,
                        rounds.update()));
    }
}

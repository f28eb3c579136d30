package io.conteur.gpt.training;

/**
 * Figures of one training step.
 *
 * @param step from 1
 * @param loss nats per target token, before the update
 * @param gradientNorm global norm before clipping
 * @param learningRate of the hidden matrices
 * @param tokens input tokens, without padding
 */
public record StepResult(
        long step, float loss, float gradientNorm, double learningRate, int tokens) {}

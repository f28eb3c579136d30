package io.conteur.gpt.training;

/**
 * What one training step did.
 *
 * @param step from 1
 * @param loss nats per target token, before the step
 * @param gradientNorm before clipping
 * @param learningRate of the matrices
 * @param tokens real tokens that went through the model
 */
public record StepResult(
        long step, float loss, float gradientNorm, double learningRate, int tokens) {}

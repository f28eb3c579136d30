/**
 * The Quarkus service: configuration, beans, health checks, and the consumer of {@code
 * training-requests}. Begin with {@code TrainingRequestHandler}, which hands each request to {@code
 * TrainingJobRunner}.
 */
@NullMarked
package io.conteur.modeltrainer.service;

import org.jspecify.annotations.NullMarked;

/**
 * What a job publishes: progress events, metrics, and the publishers of its topics. Begin with
 * {@code JobAttempt}.
 */
@NullMarked
package io.conteur.modeltrainer.reporting;

import org.jspecify.annotations.NullMarked;

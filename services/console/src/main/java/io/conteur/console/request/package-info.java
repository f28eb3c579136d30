/**
 * Requests on their way to Kafka: {@code RequestSender} sends them, and answers in time also while
 * the broker is away.
 */
@NullMarked
package io.conteur.console.request;

import org.jspecify.annotations.NullMarked;

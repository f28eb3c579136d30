/** Publishing events, with one contract of failure: {@code EventPublisher} says it. */
@NullMarked
package io.conteur.messaging.producer;

import org.jspecify.annotations.NullMarked;

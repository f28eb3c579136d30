/**
 * Story parts and outcomes on their way to the broker. {@code PartStream} sends the parts of one
 * prompt, within {@code PartRateLimiter}'s rate; {@code OutcomePublisher} sends the last part and
 * the outcome, then acknowledges the prompt. Begin with {@code OutcomePublisher}.
 */
@NullMarked
package io.conteur.storygenerator.publish;

import org.jspecify.annotations.NullMarked;

/**
 * What the services share between Kafka records and events. It knows no event's meaning.
 *
 * <pre>
 *   input topic ─► RequestConsumer ─► RequestHandler (the service) ─► EventProducer ─► topics
 *                        │ Request                                    FencedProducer ─► topics
 *                        └─► DeadLetters
 *   compacted topic ─► TopicTable ─► the service
 * </pre>
 *
 * <p>Begin with {@code RequestConsumer}.
 */
@NullMarked
package io.conteur.messaging;

import org.jspecify.annotations.NullMarked;

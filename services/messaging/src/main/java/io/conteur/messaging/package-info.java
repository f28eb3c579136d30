/**
 * Kafka for the services: consuming requests, reading whole topics, publishing events, all through
 * outages of any length. It knows the format of events, but not their meaning.
 *
 * <pre>
 *   requests topic ─► RequestConsumer ─► RequestHandler (the service) ─► EventPublisher ─► topics
 *                       │                                                  △
 *                       └─► DeadLetterPublisher                            │ implemented by
 *   compacted topic ─► WholeTopicReader ─► the service     EventProducer, FencedProducer
 *   output topics ─► CoPartitionedTail, TopicTail ─► the service
 *
 *   any failure ─► TransientFailures ─ transient ─► Backoff, retry
 *                                    └ permanent ─► the request fails
 * </pre>
 *
 * <p>Begin with {@code consumer.RequestConsumer}; {@code groupless} has what reads topics without a
 * consumer group.
 */
@NullMarked
package io.conteur.messaging;

import org.jspecify.annotations.NullMarked;

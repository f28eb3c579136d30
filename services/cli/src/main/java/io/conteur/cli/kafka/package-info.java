/**
 * Kafka access: {@code KafkaClients} sends events, {@code EventReader} reads them, {@code
 * TopicProvisioner} creates the topics, and {@code StallDetector} explains why no answer comes.
 */
@NullMarked
package io.conteur.cli.kafka;

import org.jspecify.annotations.NullMarked;

/**
 * The registries and the publishers of a job, on Kafka. Begin with {@code KafkaRegistries} and
 * {@code KafkaJobPublisherFactory}.
 */
@NullMarked
package io.conteur.modeltrainer.kafka;

import org.jspecify.annotations.NullMarked;

/**
 * The Quarkus application: configuration, the beans, health checks, and what comes from Kafka.
 * {@code PromptHandler} takes the records of {@code prompts}; {@code GeneratorTables} reads
 * checkpoints and earlier answers. Begin with {@code StoryGeneratorBeans}.
 */
@NullMarked
package io.conteur.storygenerator.service;

import org.jspecify.annotations.NullMarked;

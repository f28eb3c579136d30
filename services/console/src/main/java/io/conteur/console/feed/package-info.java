/**
 * From Kafka to what is known now. {@code TopicFeed} reads all topics while a page is open, {@code
 * LiveView} keeps the newest changes and hands each on to its subscribers, and {@code Replay} reads
 * again what a client has missed. Begin with {@code TopicFeed}.
 */
@NullMarked
package io.conteur.console.feed;

import org.jspecify.annotations.NullMarked;

/**
 * From Kafka to what is known now. {@code TopicFeed} reads all topics while a page is open, {@code
 * LiveView} keeps the newest changes and hands each on to its subscribers, and {@code
 * MissedChanges} reads again what a client that comes back is to be sent. Begin with {@code
 * TopicFeed}.
 */
@NullMarked
package io.conteur.console.feed;

import org.jspecify.annotations.NullMarked;

/**
 * Taking requests from a topic as a member of a consumer group, dead letters for what is none, and
 * reading compacted topics as tables.
 */
@NullMarked
package io.conteur.messaging.consumer;

import org.jspecify.annotations.NullMarked;

/**
 * {@code RequestConsumer} takes requests from a topic as a member of a consumer group and sends
 * invalid ones to the dead-letter topic. Begin there; {@code OffsetCommitter} has its offsets.
 */
@NullMarked
package io.conteur.messaging.consumer;

import org.jspecify.annotations.NullMarked;

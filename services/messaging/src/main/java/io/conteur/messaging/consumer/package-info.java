/**
 * {@code RequestConsumer} takes requests from a topic as a member of a consumer group and sends
 * invalid ones to the dead-letter topic; {@code TopicTable} reads a whole topic into memory, and
 * {@code CoPartitionedTail} the latest records of the partitions that an instance owns. Begin with
 * {@code RequestConsumer}.
 */
@NullMarked
package io.conteur.messaging.consumer;

import org.jspecify.annotations.NullMarked;

/**
 * Reading topics without a consumer group: {@code WholeTopicReader} reads them from the beginning,
 * {@code CoPartitionedTail} follows the partitions that an instance owns, {@code TopicTail} whole
 * topics from their ends, and {@code LatestRecords} reads back what is under a key. Begin with
 * {@code GrouplessReader}, the thread of the first three.
 */
@NullMarked
package io.conteur.messaging.groupless;

import org.jspecify.annotations.NullMarked;

package io.conteur.storygenerator.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.wire.PromptPool;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.consumer.RequestConsumer;
import io.conteur.messaging.groupless.CoPartitionedTail;
import io.conteur.messaging.groupless.WholeTopicReader;
import io.conteur.storygenerator.history.AnswerHistory;
import io.conteur.storygenerator.history.AnswerTopics;
import io.conteur.storygenerator.models.CheckpointCatalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The topics that this service reads beside prompts: all checkpoints, and the latest stories and
 * parts of the partitions that it owns.
 */
final class GeneratorTables implements AnswerTopics, AutoCloseable {
    private final CheckpointCatalog catalog = new CheckpointCatalog();
    private final AnswerHistory history;
    private final WholeTopicReader<CheckpointPublished> checkpoints;
    private final CoPartitionedTail answers;

    /**
     * Records of a partition of stories, and as many of parts, that are read back when it is
     * assigned. It covers the prompts that the broker may redeliver, which are at most {@link
     * RequestConsumer#MAX_SPREAD}, and those before them that were answered late, with room for
     * stories of trainings. The README has what a record costs.
     */
    static final int READ_BACK = 2 * RequestConsumer.MAX_SPREAD + 100;

    /**
     * @param client connection settings of a Kafka client
     * @param remembered prompts of each partition
     */
    GeneratorTables(Map<String, Object> client, PromptPool pool, int remembered) {
        history = new AnswerHistory(remembered);
        checkpoints =
                new WholeTopicReader<>(
                        Topic.CHECKPOINTS,
                        client,
                        catalog::add,
                        deleted -> catalog.remove(new String(deleted.key(), UTF_8)));
        answers =
                new CoPartitionedTail(
                        new CoPartitionedTail.Topics(
                                pool.topic(),
                                List.of(
                                        new CoPartitionedTail.Output(
                                                Topic.STORIES, storiesReadBack(pool, remembered)),
                                        new CoPartitionedTail.Output(
                                                Topic.STORY_PARTS, READ_BACK))),
                        client,
                        history::read);
    }

    /** Of a pool more: while its generators are away, others publish to the same partitions. */
    static int storiesReadBack(PromptPool pool, int remembered) {
        return pool.equals(PromptPool.DEFAULT) ? READ_BACK : Math.max(READ_BACK, remembered);
    }

    CheckpointCatalog catalog() {
        return catalog;
    }

    AnswerHistory history() {
        return history;
    }

    /** Completes when all checkpoints that the broker held at the call have been read. */
    CompletableFuture<Void> checkpointsRead() {
        return checkpoints.caughtUp();
    }

    @Override
    public void assigned(Set<Integer> partitions) {
        answers.follow(partitions);
    }

    @Override
    public void revoked(Set<Integer> partitions) {
        answers.drop(partitions);
    }

    @Override
    public boolean caughtUp(int partition) {
        return answers.caughtUp(partition);
    }

    /** Whether checkpoints and the owned partitions of stories and parts have been read. */
    boolean loaded() {
        return checkpoints.loaded() && answers.caughtUp();
    }

    /** Why stories and parts cannot be read. */
    Optional<String> trouble() {
        return answers.trouble();
    }

    boolean alive() {
        return checkpoints.alive() && answers.alive();
    }

    @Override
    public void close() {
        checkpoints.close();
        answers.close();
    }
}

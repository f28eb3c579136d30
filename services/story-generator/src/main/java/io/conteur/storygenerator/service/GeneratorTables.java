package io.conteur.storygenerator.service;

import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.consumer.TopicTable;
import io.conteur.storygenerator.history.AnsweredPrompts;
import io.conteur.storygenerator.history.UnfinishedAttempts;
import io.conteur.storygenerator.models.CheckpointCatalog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The topics that this service reads beside prompts: all checkpoints, and the latest stories and
 * parts of this and other instances.
 */
final class GeneratorTables implements AutoCloseable {
    private final CheckpointCatalog catalog = new CheckpointCatalog();
    private final AnsweredPrompts answered;
    private final UnfinishedAttempts attempts;
    private final TopicTable<CheckpointPublished> checkpoints;
    private final TopicTable<StoryWritten> stories;
    private final TopicTable<StoryPartWritten> parts;

    /**
     * @param client connection settings of a Kafka client
     * @param horizon records of each partition of stories and parts that are read back
     */
    GeneratorTables(Map<String, Object> client, int horizon) {
        answered = new AnsweredPrompts(Math.multiplyExact(horizon, 8));
        attempts = new UnfinishedAttempts(horizon);
        checkpoints = new TopicTable<>(Topic.CHECKPOINTS, client, catalog::add);
        stories = TopicTable.tail(Topic.STORIES, client, horizon, this::addStory);
        parts = TopicTable.tail(Topic.STORY_PARTS, client, horizon, attempts::add);
    }

    private void addStory(RecordKey key, StoryWritten story) {
        answered.add(key, story);
        attempts.end(key, story);
    }

    CheckpointCatalog catalog() {
        return catalog;
    }

    AnsweredPrompts answered() {
        return answered;
    }

    UnfinishedAttempts attempts() {
        return attempts;
    }

    /** Completes when all checkpoints that the broker held at the call have been read. */
    CompletableFuture<Void> checkpointsRead() {
        return checkpoints.caughtUp();
    }

    /** Completes when all stories and parts that the broker held at the call have been read. */
    CompletableFuture<Void> answersRead() {
        return CompletableFuture.allOf(stories.caughtUp(), parts.caughtUp());
    }

    boolean loaded() {
        return all().stream().allMatch(TopicTable::loaded);
    }

    boolean alive() {
        return all().stream().allMatch(TopicTable::alive);
    }

    private List<TopicTable<?>> all() {
        return List.of(checkpoints, stories, parts);
    }

    @Override
    public void close() {
        all().forEach(TopicTable::close);
    }
}

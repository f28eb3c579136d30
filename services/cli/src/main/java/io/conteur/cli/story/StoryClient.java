package io.conteur.cli.story;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.EventReader;
import io.conteur.cli.kafka.KafkaClients;
import io.conteur.cli.kafka.PartitionChoice;
import io.conteur.cli.kafka.StallDetector;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.wire.PromptPool;
import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Sends prompts under one key and waits for their stories, which come in the partition of the key.
 */
public final class StoryClient implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final BrokerAccess broker;
    private final PromptPool pool;
    private final String key;
    private final EventReader events;
    private final StallDetector stall;

    /**
     * Connects; from now on no story is missed.
     *
     * @param pool whose generators are to answer
     */
    public StoryClient(BrokerAccess broker, PromptPool pool, String key) {
        this.broker = broker;
        this.pool = pool;
        this.key = key;
        this.stall = StallDetector.of(pool.group(), broker);
        this.events =
                new EventReader(
                        broker,
                        false,
                        EventReader.names(List.of(Topic.STORY_PARTS, Topic.STORIES)),
                        PartitionChoice.ofKey(key));
    }

    /**
     * Sends a prompt and returns its story.
     *
     * @param parts is given each part of the text as it arrives
     * @param check called between polls; may throw to stop waiting
     */
    public StoryWritten ask(
            PromptSubmitted prompt, Duration timeout, Consumer<String> parts, Runnable check) {
        String id = Objects.requireNonNull(prompt.id());
        KafkaClients.send(broker, pool.topic(), key, prompt, id);
        long deadline = System.nanoTime() + timeout.toNanos();
        PartsInOrder shown = new PartsInOrder(parts);
        while (System.nanoTime() < deadline) {
            for (EventReader.Read read : events.poll(POLL)) {
                if (read.event() instanceof StoryPartWritten part && part.id().equals(id)) {
                    stall.progress();
                    shown.accept(part);
                } else if (read.event() instanceof StoryWritten story && story.id().equals(id)) {
                    shown.complete(story);
                    return story;
                }
            }
            check.run();
            stall.check();
        }
        throw new CommandFailedException(
                "no story came within "
                        + timeout.toSeconds()
                        + " s for prompt "
                        + id
                        + ": "
                        + stall.diagnosis());
    }

    @Override
    public void close() {
        events.close();
    }

    /** Orders parts and story, which come by two topics: the story can arrive before its parts. */
    private static final class PartsInOrder {
        private final Consumer<String> consumer;
        private final StringBuilder text = new StringBuilder();
        private int attempt = 1;
        private int next;
        private int position;

        PartsInOrder(Consumer<String> consumer) {
            this.consumer = consumer;
        }

        /**
         * A new attempt after a crash restarts at sequence 0, with other boundaries between parts.
         */
        void accept(StoryPartWritten part) {
            int partAttempt = part.attempt() == null ? 1 : part.attempt();
            if (partAttempt > attempt) {
                attempt = partAttempt;
                next = 0;
                position = 0;
            }
            if (partAttempt == attempt && part.sequence() == next) {
                next++;
                // The sequence is common to all stories of a prompt; only the first one is shown.
                show(part.index() == null || part.index() == 0 ? part.text() : "");
            }
        }

        private void show(String piece) {
            position += piece.length();
            int fresh = Math.min(piece.length(), Math.max(0, position - text.length()));
            String news = piece.substring(piece.length() - fresh);
            text.append(news);
            consumer.accept(news);
        }

        void complete(StoryWritten story) {
            String whole = story.story() == null ? "" : story.story();
            if (whole.startsWith(text.toString())) {
                consumer.accept(whole.substring(text.length()));
            }
        }
    }
}

package io.conteur.cli.story;

import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.EventReader;
import io.conteur.cli.kafka.PartitionChoice;
import io.conteur.cli.kafka.TopicRecord;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.wire.PromptPool;
import io.conteur.events.wire.Topic;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The prompts under one key that have no outcome yet, and that no tombstone has withdrawn, in
 * whichever partition their producer placed them. Without a key, a prompt's text is its key.
 */
public final class WaitingPrompts {
    private final String key;
    private final Map<Integer, Set<String>> asked = new TreeMap<>();
    private final Map<Integer, Set<String>> answered = new TreeMap<>();

    private WaitingPrompts(String key) {
        this.key = key;
    }

    /** Their ids by the partitions they are in. */
    public static Map<Integer, Set<String>> under(
            BrokerAccess broker, PromptPool pool, String key) {
        WaitingPrompts waiting = new WaitingPrompts(key);
        EventReader.history(
                broker,
                List.of(pool.topic().name(), Topic.STORIES.name()),
                PartitionChoice.all(),
                waiting::add);
        waiting.answered.forEach((partition, ids) -> waiting.asked(partition).removeAll(ids));
        waiting.asked.values().removeIf(Set::isEmpty);
        return waiting.asked;
    }

    private Set<String> asked(int partition) {
        return asked.computeIfAbsent(partition, absent -> new LinkedHashSet<>());
    }

    private void add(TopicRecord record) {
        Record event = record.validEvent().orElse(null);
        if (!key.equals(key(record, event))) {
            return;
        }
        if (record.tombstone()) {
            asked(record.partition()).clear();
        } else if (event instanceof StoryWritten story) {
            answered.computeIfAbsent(record.partition(), absent -> new HashSet<>()).add(story.id());
        } else if (event instanceof PromptSubmitted) {
            asked(record.partition()).add(record.id());
        }
    }

    private static @Nullable String key(TopicRecord record, @Nullable Record event) {
        if (record.keyed()) {
            return record.key();
        }
        return event instanceof PromptSubmitted prompt ? prompt.prompt() : null;
    }
}

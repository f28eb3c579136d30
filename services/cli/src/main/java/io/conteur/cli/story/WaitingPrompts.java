package io.conteur.cli.story;

import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.EventReader;
import io.conteur.cli.kafka.PartitionChoice;
import io.conteur.cli.kafka.TopicRecord;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.wire.PromptPool;
import io.conteur.events.wire.Topic;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The prompts under one key that have no outcome yet, and that no tombstone has withdrawn. */
public final class WaitingPrompts {
    private final String key;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Set<String> answered = new HashSet<>();

    private WaitingPrompts(String key) {
        this.key = key;
    }

    /** Their ids. */
    public static Set<String> under(BrokerAccess broker, PromptPool pool, String key) {
        WaitingPrompts waiting = new WaitingPrompts(key);
        EventReader.history(
                broker,
                List.of(pool.topic().name(), Topic.STORIES.name()),
                PartitionChoice.ofKey(key),
                waiting::add);
        waiting.asked.removeAll(waiting.answered);
        return waiting.asked;
    }

    private void add(TopicRecord record) {
        if (!record.key().equals(key)) {
            return;
        }
        if (record.topic().equals(Topic.STORIES.name())) {
            record.validEvent().ifPresent(event -> answered.add(((StoryWritten) event).id()));
        } else if (record.tombstone()) {
            asked.clear();
        } else {
            asked.add(record.id());
        }
    }
}

package io.conteur.httpapi.answers;

import io.conteur.events.InvalidEventException;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.Topic;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * The answers that clients wait for. Of all records of {@code story-parts} and {@code stories},
 * only those under their keys are deserialised. Threads may share it.
 */
public final class AnswerBoard implements Consumer<ConsumerRecord<byte[], byte[]>> {
    private static final Logger LOG = Logger.getLogger(AnswerBoard.class);

    private final Map<RecordKey, Answer> answers = new ConcurrentHashMap<>();

    /**
     * Joins the answer that others wait for under the same key, or begins this one.
     *
     * @return this one when it was begun
     */
    public Answer join(Answer begun) {
        return answers.compute(
                begun.key(),
                (key, known) -> {
                    if (known != null && known.join()) {
                        return known;
                    }
                    begun.join();
                    return begun;
                });
    }

    /** Forgets an answer. */
    public void remove(Answer answer) {
        answers.remove(answer.key(), answer);
    }

    /** Prompts that are not answered yet. */
    public int size() {
        return answers.size();
    }

    /** Takes a record of either topic. */
    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null || answers.isEmpty()) {
            return;
        }
        Answer answer = answers.get(RecordKey.of(record.key()));
        if (answer == null) {
            return;
        }
        try {
            if (record.topic().equals(Topic.STORIES.name())) {
                end(answer, EventCodec.decode(Topic.STORIES, record.value()));
            } else {
                add(answer, EventCodec.decode(Topic.STORY_PARTS, record.value()));
            }
        } catch (InvalidEventException e) {
            LOG.errorf(
                    "%s-%d-%d is skipped: %s",
                    record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    private static void add(Answer answer, StoryPartWritten part) {
        if (part.id().equals(answer.id())) {
            answer.add(part);
        }
    }

    /** Prompts of one key and id are the same when their texts are. */
    private static void end(Answer answer, StoryWritten outcome) {
        if (outcome.id().equals(answer.id())
                && outcome.origin() == StoryWritten.Origin.PROMPT
                && outcome.prompt().equals(answer.prompt().prompt())) {
            answer.end(outcome);
        }
    }
}

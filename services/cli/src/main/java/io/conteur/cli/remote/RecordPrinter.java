package io.conteur.cli.remote;

import io.conteur.cli.common.Json;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.kafka.TopicRecord;
import io.conteur.cli.training.ProgressBar;
import io.conteur.events.InvalidEventException;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Prints records: events as a sentence or as JSON, tombstones and dead letters as what they are.
 */
public record RecordPrinter(PrintStream out, boolean json) {
    private static final String DEAD_LETTER = ".dead-letter";
    private static final int MAX_KEY_LENGTH = 40;

    private record Withdrawn(String topic, String key, boolean withdrawn) {}

    private record DeadLetter(
            String topic, String id, String key, String reason, @Nullable String value) {}

    /** Prints a record. */
    public void print(TopicRecord record) {
        if (record.topic().endsWith(DEAD_LETTER)) {
            print(
                    new DeadLetter(
                            record.topic(),
                            record.id(),
                            record.key(),
                            record.header("dead-letter-reason"),
                            record.value()),
                    "%s of %s: %s%n    %s"
                            .formatted(
                                    record.topic(),
                                    record.time(),
                                    record.header("dead-letter-reason"),
                                    record.value()));
        } else if (record.tombstone()) {
            print(new Withdrawn(record.topic(), record.key(), true), "withdrawn: " + record.key());
        } else {
            event(record);
        }
    }

    private void event(TopicRecord record) {
        try {
            Record event = record.event();
            print(event, text(record.key(), event));
        } catch (InvalidEventException e) {
            Terminal.complain("skipped a record of " + record.topic() + ": " + e.getMessage());
        }
    }

    private void print(Record document, String text) {
        out.println(json ? Json.line(document) : Terminal.safe(text));
    }

    /** An event as text. */
    public static String text(String key, Record event) {
        if (event instanceof StoryWritten story) {
            String text = story.story() == null ? "" : "\n" + story.story();
            String reason = story.reason() == null ? "" : " (" + story.reason() + ")";
            return story.outcome() + reason + ": " + story.prompt() + text + "\n";
        }
        if (event instanceof Progressed progressed) {
            return ProgressBar.describe(progressed);
        }
        if (event instanceof CheckpointPublished checkpoint) {
            return text(checkpoint);
        }
        if (event instanceof StoryPartWritten part) {
            return text(key, part);
        }
        return event instanceof PromptSubmitted prompt
                ? (prompt.id() == null ? "" : prompt.id() + ": ") + prompt.prompt()
                : Json.line(event);
    }

    private static String text(CheckpointPublished checkpoint) {
        return "%s step %d: %s%s"
                .formatted(
                        checkpoint.model(),
                        checkpoint.step(),
                        checkpoint.artifact().key(),
                        checkpoint.validationLoss() == null
                                ? ""
                                : "  validation " + checkpoint.validationLoss());
    }

    /** Whose part it is: the prompt, its id, and which story and attempt of it if not the first. */
    private static String text(String key, StoryPartWritten part) {
        String prompt =
                key.length() <= MAX_KEY_LENGTH ? key : key.substring(0, MAX_KEY_LENGTH) + "…";
        int index = part.index() == null ? 0 : part.index();
        int attempt = part.attempt() == null ? 1 : part.attempt();
        return "[%s] %s%s%s part %d%s: %s"
                .formatted(
                        prompt,
                        part.id(),
                        index == 0 ? "" : " story " + (index + 1),
                        attempt == 1 ? "" : " attempt " + attempt,
                        part.sequence(),
                        part.last() ? " (last)" : "",
                        part.text());
    }
}

package io.conteur.cli;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Sends prompts and waits for their stories. */
final class StoryAsker implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final String bootstrap;
    private final EventReader events;
    private final SilenceWatch silence;

    StoryAsker(String bootstrap) {
        this.bootstrap = bootstrap;
        this.silence = SilenceWatch.of("story-generator", bootstrap);
        this.events = new EventReader(bootstrap, false, List.of(Topic.STORY_PARTS, Topic.STORIES));
    }

    /**
     * Sends a prompt and returns its story.
     *
     * @param parts told of each piece of text as it comes
     * @param check called now and then; may throw to give up
     */
    StoryWritten ask(
            PromptSubmitted prompt, Duration limit, Consumer<String> parts, Runnable check) {
        String id = Objects.requireNonNull(prompt.id());
        KafkaClients.send(bootstrap, Topic.PROMPTS, prompt.prompt(), prompt, id);
        long end = System.nanoTime() + limit.toNanos();
        PartsInOrder shown = new PartsInOrder(parts);
        while (System.nanoTime() < end) {
            for (EventReader.Read read : events.poll(POLL)) {
                if (read.event() instanceof StoryPartWritten part && part.id().equals(id)) {
                    silence.heard();
                    shown.accept(part);
                } else if (read.event() instanceof StoryWritten story && story.id().equals(id)) {
                    shown.complete(story);
                    return story;
                }
            }
            check.run();
            silence.check();
        }
        throw new CommandFailedException(
                "no story came within "
                        + limit.toSeconds()
                        + " s for prompt "
                        + id
                        + ": "
                        + silence.diagnosis());
    }

    @Override
    public void close() {
        events.close();
    }

    /** Parts and story come by two topics: the story may be read before the last parts. */
    private static final class PartsInOrder {
        private final Consumer<String> consumer;
        private final StringBuilder text = new StringBuilder();
        private int attempt = 1;
        private int next;
        private int position;

        PartsInOrder(Consumer<String> consumer) {
            this.consumer = consumer;
        }

        /** A further attempt after a crash starts at 0 again, its text divided anew. */
        void accept(StoryPartWritten part) {
            int its = part.attempt() == null ? 1 : part.attempt();
            if (its > attempt) {
                attempt = its;
                next = 0;
                position = 0;
            }
            if (its == attempt && part.sequence() == next) {
                next++;
                // Sequence numbers run through all of a prompt's stories; the first is shown.
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

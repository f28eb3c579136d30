package io.conteur.cli.remote;

import io.conteur.cli.common.Bounds;
import io.conteur.cli.common.Json;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.common.UsageException;
import io.conteur.cli.kafka.KafkaClients;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.wire.PromptPool;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a prompt and prints its story. */
@Command(name = "prompt", description = "Sends a prompt event and prints its story.")
public final class PromptCommand implements Callable<Integer> {
    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(paramLabel = "TEXT", description = "The prompt.")
    private String prompt = "";

    @Option(names = "--model", description = "Default the model with the newest checkpoint.")
    private @Nullable String model;

    @Option(
            names = "--pool",
            defaultValue = "",
            description = "Story generators to ask; default those of conteur.prompts.")
    private String pool = "";

    @Mixin private SamplingOptions sampling = new SamplingOptions();

    @Option(names = "--id", description = "The prompt's id.")
    private String id = "prompt-" + UUID.randomUUID();

    @Option(names = "--stream", description = "Print the story as it is written.")
    private boolean stream;

    @Option(names = "--timeout", defaultValue = "300", description = "Seconds to wait.")
    private int timeoutSeconds;

    @Option(names = "--json", description = "Print the event as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Bounds.require("--timeout", timeoutSeconds, 1, Integer.MAX_VALUE);
        PromptSubmitted event =
                sampling.prompt(id, prompt, model); // Rejects wrong options before connecting.
        PromptPool asked = pool();
        String bootstrap = connection.bootstrap();
        KafkaClients.requireBroker(bootstrap);
        try (StoryClient client = new StoryClient(bootstrap, asked, prompt)) {
            StoryWritten story =
                    client.ask(event, Duration.ofSeconds(timeoutSeconds), this::show, () -> {});
            return finish(story);
        }
    }

    private PromptPool pool() {
        try {
            return new PromptPool(pool);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--pool: " + e.getMessage());
        }
    }

    private void show(String text) {
        if (stream && !json) {
            System.out.print(Terminal.safe(text));
            System.out.flush();
        }
    }

    private int finish(StoryWritten story) {
        if (json) {
            System.out.println(Json.line(story));
        } else if (story.outcome() == Outcome.COMPLETED) {
            System.out.println(stream ? "" : Terminal.safe(String.valueOf(story.story())));
        } else {
            Terminal.complain(
                    "the prompt was "
                            + story.outcome().name().toLowerCase(Locale.ROOT)
                            + ": "
                            + story.reason());
        }
        return story.outcome() == Outcome.COMPLETED ? 0 : ExitCode.SOFTWARE;
    }
}

package io.conteur.cli.story;

import io.conteur.cli.common.Json;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.common.UsageException;
import io.conteur.cli.connection.ConnectionOptions;
import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.usage.NumberRange;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.wire.PromptPool;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a prompt and prints its story. */
@Command(
        name = "prompt",
        description = "Sends a prompt event and prints its story. Ctrl-C cancels the prompt.",
        footer = {
            "  ./conteur prompt --stream \"A shy fox finds a brass compass.\"",
            "  ./conteur prompt --n 3 --temperature 1.1 --seed 7 \"A shy fox finds a brass compass.\""
        })
public final class PromptCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TEXT", description = "The prompt.")
    private String prompt = "";

    @ArgGroup(validate = false, heading = SamplingOptions.HEADING, order = 1)
    private SamplingOptions sampling = new SamplingOptions();

    @ArgGroup(validate = false, heading = "%nWho answers:%n", order = 2)
    private DeliveryOptions delivery = new DeliveryOptions();

    @ArgGroup(validate = false, heading = ConnectionOptions.HEADING, order = 3)
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = "--pool",
            defaultValue = "",
            description = "Pool of story generators to ask; default those of conteur.prompts.")
    private String pool = "";

    @Option(names = "--stream", description = "Print the story as it is written.")
    private boolean stream;

    @Option(
            names = "--timeout",
            defaultValue = "300",
            paramLabel = "SECONDS",
            description =
                    "Seconds to wait for the story, from 1 to 2147483647; default"
                            + " ${DEFAULT-VALUE}.")
    @NumberRange(min = 1, max = Integer.MAX_VALUE)
    private int timeoutSeconds;

    @Option(names = "--json", description = "Print the event as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        // Rejects wrong options before connecting.
        PromptSubmitted event = delivery.with(sampling.prompt(prompt));
        PromptPool asked = pool(pool);
        BrokerAccess broker = connection.broker();
        StoryText text = new StoryText(System.out, event.n() == null ? 1 : event.n());
        try (StoryClient client = new StoryClient(broker, asked, prompt)) {
            StoryWritten story;
            try (CancelOnInterrupt ignored = new CancelOnInterrupt(broker, asked.topic(), prompt)) {
                story =
                        client.ask(
                                event,
                                Duration.ofSeconds(timeoutSeconds),
                                stream && !json ? text::part : part -> {},
                                () -> {});
            }
            return finish(story, text);
        }
    }

    /** The pool of this name. */
    public static PromptPool pool(String name) {
        try {
            return new PromptPool(name);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--pool: " + e.getMessage());
        }
    }

    private int finish(StoryWritten story, StoryText text) {
        if (json) {
            System.out.println(Json.line(story));
        } else if (story.outcome() == Outcome.COMPLETED) {
            text.end(story, stream);
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

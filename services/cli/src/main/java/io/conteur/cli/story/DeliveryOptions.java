package io.conteur.cli.story;

import io.conteur.cli.common.UsageException;
import io.conteur.cli.usage.NumberRange;
import io.conteur.events.ArtifactReference;
import io.conteur.events.InvalidEventException;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.PromptSubmitted.Priority;
import io.conteur.events.story.PromptSubmittedBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who answers a prompt, and until when. */
final class DeliveryOptions {
    @Option(
            names = "--model",
            description = "Who answers; default the model with the newest checkpoint.")
    private @Nullable String model;

    @Option(
            names = "--checkpoint",
            paramLabel = "KEY@SHA256",
            description =
                    "The artifact that answers, as ./conteur models prints it; default the newest.")
    private @Nullable String checkpoint;

    @Option(names = "--id", description = "The prompt's id; default a new one.")
    private String id = "prompt-" + UUID.randomUUID();

    @Option(
            names = "--within",
            paramLabel = "SECONDS",
            description =
                    "The prompt expires when it is not answered within this time, from 1 to"
                            + " 3162240000; default never.")
    @NumberRange(min = 1, max = 3_162_240_000L)
    private @Nullable Long withinSeconds;

    @Option(names = "--bulk", description = "Let interactive prompts go first.")
    private boolean bulk;

    /** The same prompt with these options. */
    PromptSubmitted with(PromptSubmitted prompt) {
        return PromptSubmittedBuilder.builder(prompt)
                .id(id)
                .model(model)
                .deadline(deadline())
                .priority(bulk ? Priority.BULK : null)
                .checkpoint(checkpoint == null ? null : reference(checkpoint))
                .build();
    }

    private @Nullable String deadline() {
        return withinSeconds == null
                ? null
                : Instant.now()
                        .plus(Duration.ofSeconds(withinSeconds))
                        .truncatedTo(ChronoUnit.MILLIS)
                        .toString();
    }

    private static ArtifactReference reference(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            throw new UsageException(
                    "--checkpoint must be KEY@SHA256, as ./conteur models prints it, is " + text);
        }
        try {
            return new ArtifactReference(text.substring(0, at), text.substring(at + 1));
        } catch (InvalidEventException e) {
            throw e.under("/checkpoint");
        }
    }
}

package io.conteur.cli.remote;

import static java.util.stream.Collectors.joining;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.connection.ConnectionOptions;
import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.KafkaClients;
import io.conteur.cli.story.PromptCommand;
import io.conteur.cli.story.WaitingPrompts;
import io.conteur.cli.training.TrainingJobs;
import io.conteur.events.EventChecks;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.wire.PromptPool;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Cancels a model's trainings, or the prompts of a text, by a tombstone under their key. */
@Command(
        name = "cancel",
        description = "Ends a model's training, whose last checkpoint is kept, or a prompt.",
        footer = {
            "  ./conteur cancel mine",
            "  ./conteur cancel --prompt \"A shy fox finds a brass compass.\""
        })
public final class CancelCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private Target target = new Target();

    @Option(
            names = "--pool",
            defaultValue = "",
            description =
                    "Pool that the prompt was sent to; default the generators of conteur.prompts.")
    private String pool = "";

    @ArgGroup(validate = false, heading = ConnectionOptions.HEADING)
    private ConnectionOptions connection = new ConnectionOptions();

    /** What is cancelled. */
    static final class Target {
        @Parameters(paramLabel = "MODEL", description = "The model's name.")
        private @Nullable String model;

        @Option(
                names = "--prompt",
                paramLabel = "TEXT",
                required = true,
                description = "The prompt's text, or the key that it was sent under.")
        private @Nullable String prompt;
    }

    @Override
    public Integer call() throws IOException {
        if (target.model != null) {
            EventChecks.name(target.model, "/model");
            cancelTraining(target.model);
        } else if (target.prompt != null) {
            PromptSubmitted.of(target.prompt);
            cancelPrompt(target.prompt, PromptCommand.pool(pool));
        }
        return 0;
    }

    private void cancelTraining(String model) throws IOException {
        BrokerAccess broker = connection.broker();
        if (TrainingJobs.read(broker).open(model).isEmpty()) {
            throw new CommandFailedException(
                    "no training of "
                            + model
                            + " is queued or running; ./conteur jobs lists those that are");
        }
        KafkaClients.sendTombstone(broker, Topic.TRAINING_REQUESTS, model);
        System.out.println("the training of " + model + " is to end");
    }

    private void cancelPrompt(String key, PromptPool asked) throws IOException {
        BrokerAccess broker = connection.broker();
        Map<Integer, Set<String>> waiting = WaitingPrompts.under(broker, asked, key);
        if (waiting.isEmpty()) {
            throw new CommandFailedException(
                    "no such prompt waits for its story; ./conteur follow prompts"
                            + " --from-beginning lists all");
        }
        for (int partition : waiting.keySet()) {
            KafkaClients.sendTombstone(broker, asked.topic(), partition, key);
        }
        String ids = waiting.values().stream().flatMap(Set::stream).collect(joining(", "));
        System.out.println("to be cancelled: " + Terminal.visible(ids));
    }
}

package io.conteur.cli;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.Json;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.common.TrainingCorpus;
import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.KafkaClients;
import io.conteur.cli.story.StoryClient;
import io.conteur.cli.system.RunningSystem;
import io.conteur.cli.system.SystemDescriptor;
import io.conteur.cli.system.UpCommand;
import io.conteur.cli.training.TrainingFollower;
import io.conteur.cli.usage.NumberRange;
import io.conteur.events.ArtifactReference;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.TrainingRequestedBuilder;
import io.conteur.events.training.TrainingSettingsBuilder;
import io.conteur.events.wire.PromptPool;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * An end-to-end demonstration: trains a model and generates stories. The data directory is that of
 * {@code ./conteur up}, which answers prompts with the same model afterwards.
 */
@Command(
        name = "demo",
        description = {
            "Starts everything, trains a storyteller, tells three stories, and stops.",
            "The model stays in the data directory: ./conteur up answers with it."
        },
        footer = {"  ./conteur demo", "  ./conteur demo --steps 300 --keep"})
final class DemoCommand implements Callable<Integer> {
    private static final String MODEL = "storyteller";
    private static final int MAX_STEPS = 1_000_000;
    private static final Duration STORY_TIMEOUT = Duration.ofMinutes(2);
    private static final List<String> PROMPTS =
            List.of(
                    "A young baker finds a rusty key near the old mill.",
                    "What happened when Elin the fox was given a brass compass?",
                    "A quiet lamplighter has to be brave when trouble comes to the harbour.");

    @Option(names = "--keep", description = "Leave the system running until Ctrl-C.")
    private boolean keep;

    @Option(
            names = "--steps",
            defaultValue = "1000",
            description =
                    "Optimiser steps of the training, from 1 to 1000000; default"
                            + " ${DEFAULT-VALUE}.")
    @NumberRange(min = 1, max = MAX_STEPS)
    private int steps;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keeps its data here; default $CONTEUR_DATA or ~/.conteur.")
    private Path data = SystemDescriptor.defaultDirectory();

    @Option(
            names = "--json",
            description = "Print JSON documents, one per line: the system, then its events.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        UpCommand.requireDirectory(data);
        say("Starting the system in " + data);
        try (RunningSystem system =
                RunningSystem.start(
                        new RunningSystem.Location(data, 0, OptionalInt.empty(), null, keep),
                        line -> say("  ready: " + line))) {
            document(SystemDescriptor.of(system));
            train(system);
            generate(system);
            if (keep) {
                stay(system);
            }
        }
        say("The model stays in " + data + "; ask it more:");
        say("  ./conteur up" + SystemDescriptor.option(data));
        say(
                "  ./conteur prompt"
                        + SystemDescriptor.option(data)
                        + " --stream \"Your prompt\"    (in another terminal)");
        return 0;
    }

    private void train(RunningSystem system) throws IOException {
        Artifact corpus =
                TrainingCorpus.bundled()
                        .publish(ArtifactStore.at(Path.of(system.artifacts())), "bundled");
        BrokerAccess broker = BrokerAccess.to(system.bootstrap());
        String id = "demo-" + UUID.randomUUID();
        // A demonstration that was interrupted would go on with its training first.
        KafkaClients.sendTombstone(broker, Topic.TRAINING_REQUESTS, MODEL);
        say("Training " + MODEL + " on the bundled corpus, " + corpus.key());
        try (TrainingFollower follower = new TrainingFollower(broker, id, json)) {
            KafkaClients.send(broker, Topic.TRAINING_REQUESTS, MODEL, request(id, corpus), id);
            Progressed end = follower.follow(system::requireAlive);
            if (end.state() != State.COMPLETED) {
                throw new CommandFailedException(
                        "the training ended as " + end.state() + ": " + end.reason());
            }
        }
    }

    private TrainingRequested request(String id, Artifact corpus) {
        return TrainingRequestedBuilder.builder()
                .model(MODEL)
                .id(id)
                .corpus(new ArtifactReference(corpus.key(), corpus.sha256()))
                .size(TrainingRequested.Size.TINY)
                .steps(steps)
                .settings(
                        TrainingSettingsBuilder.builder()
                                .sampleEverySteps((steps + 2) / 3)
                                .samplePrompts(List.of(PROMPTS.get(0)))
                                .build())
                .build();
    }

    private void generate(RunningSystem system) {
        for (int i = 0; i < PROMPTS.size(); i++) {
            say("--- " + PROMPTS.get(i));
            generate(
                    system, PromptSubmitted.of(PROMPTS.get(i)).withId("demo-" + UUID.randomUUID()));
        }
    }

    private void generate(RunningSystem system, PromptSubmitted prompt) {
        try (StoryClient client =
                new StoryClient(
                        BrokerAccess.to(system.bootstrap()), PromptPool.DEFAULT, prompt.prompt())) {
            StoryWritten story =
                    client.ask(prompt, STORY_TIMEOUT, this::show, system::requireAlive);
            document(story);
            say("\n");
            if (story.outcome() != Outcome.COMPLETED) {
                throw new CommandFailedException(
                        "the prompt ended as " + story.outcome() + ": " + story.reason());
            }
        }
    }

    private void show(String text) {
        if (!json) {
            System.out.print(Terminal.safe(text));
            System.out.flush();
        }
    }

    private void stay(RunningSystem system) throws IOException {
        say(
                "Still running: ./conteur prompt"
                        + SystemDescriptor.option(data)
                        + " --stream \"Your prompt\"");
        system.console().ifPresent(address -> say("The console: " + address));
        say("Ctrl-C stops everything.");
        system.supervise();
    }

    /** Text output. */
    private void say(String line) {
        if (!json) {
            System.out.println(Terminal.visible(line));
        }
    }

    /** JSON output. */
    private void document(Record content) {
        if (json) {
            System.out.println(Json.line(content));
        }
    }
}

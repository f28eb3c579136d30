package io.conteur.cli;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.cli.common.Bounds;
import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.Json;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.common.TrainingCorpus;
import io.conteur.cli.kafka.KafkaClients;
import io.conteur.cli.remote.StoryClient;
import io.conteur.cli.remote.TrainingFollower;
import io.conteur.cli.system.RunningSystem;
import io.conteur.cli.system.SystemDescriptor;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** An end-to-end demonstration on a temporary system: trains a model and generates stories. */
@Command(
        name = "demo",
        description = "Starts everything, trains a storyteller, tells three stories, and stops.")
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
            description = "Optimiser steps of the training; default ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--json",
            description = "Print JSON documents, one per line: the system, then its events.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Bounds.require("--steps", steps, 1, MAX_STEPS);
        Path data = Files.createTempDirectory("conteur-demo-");
        say("Starting the system in " + data);
        try (RunningSystem system =
                RunningSystem.start(
                        new RunningSystem.Location(data, 0, OptionalInt.empty(), true, null, keep),
                        line -> say("  ready: " + line))) {
            document(SystemDescriptor.of(system));
            train(system);
            generate(system);
            if (keep) {
                stay(system, data);
            }
        }
        return 0;
    }

    private void train(RunningSystem system) throws IOException {
        Artifact corpus =
                TrainingCorpus.bundled()
                        .publish(ArtifactStore.at(Path.of(system.artifacts())), "bundled");
        String id = "demo-training";
        say("Training " + MODEL + " on the bundled corpus, " + corpus.key());
        try (TrainingFollower follower = new TrainingFollower(system.bootstrap(), id, json)) {
            KafkaClients.send(
                    system.bootstrap(), Topic.TRAINING_REQUESTS, MODEL, request(id, corpus), id);
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
                                .sampleEverySteps(Math.max(1, steps / 3))
                                .samplePrompts(List.of(PROMPTS.get(0)))
                                .build())
                .build();
    }

    private void generate(RunningSystem system) {
        for (int i = 0; i < PROMPTS.size(); i++) {
            say("--- " + PROMPTS.get(i));
            generate(system, PromptSubmitted.of(PROMPTS.get(i)).withId("demo-prompt-" + (i + 1)));
        }
    }

    private void generate(RunningSystem system, PromptSubmitted prompt) {
        try (StoryClient client =
                new StoryClient(system.bootstrap(), PromptPool.DEFAULT, prompt.prompt())) {
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

    private void stay(RunningSystem system, Path data) throws IOException {
        say("Still running: ./conteur prompt --data " + data + " --stream \"Your prompt\"");
        system.console().ifPresent(address -> say("The console: " + address));
        say("Ctrl-C stops everything and deletes the data.");
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

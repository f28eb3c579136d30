package io.conteur.cli.remote;

import io.conteur.artifacts.Artifact;
import io.conteur.cli.common.Json;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.common.TrainingCorpus;
import io.conteur.cli.kafka.KafkaClients;
import io.conteur.cli.offline.ImportedCheckpoint;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.TrainingRequested.ContinueFrom;
import io.conteur.events.training.TrainingRequestedBuilder;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Publishes a corpus and requests a training on it. */
@Command(
        name = "train",
        description = "Puts a corpus into the artifact store and requests a training.")
public final class TrainCommand implements Callable<Integer> {
    /** A placeholder corpus, with which the other fields are validated before publishing. */
    static final ArtifactReference PLACEHOLDER =
            new ArtifactReference("corpora/any", "0".repeat(64));

    private static final String LATEST = "";

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--model", required = true, description = "The model's name.")
    private String model = "";

    @Option(names = "--stories", required = true, description = "Stories, one per line.")
    private Path stories = Path.of("");

    @Option(names = "--prompts", required = true, description = "Their prompts, one per line.")
    private Path prompts = Path.of("");

    @Option(
            names = "--validation-lines",
            description = "Line numbers from 0 to hold out; default a share chosen by the trainer.")
    private @Nullable Path validationLines;

    @Option(
            names = "--size",
            description = "${COMPLETION-CANDIDATES}; default small, or the model's own.")
    private @Nullable SizeName size;

    @Option(names = "--steps", description = "Optimiser steps.")
    private @Nullable Integer steps;

    @Option(names = "--minutes", description = "Wall-clock minutes instead of steps.")
    private @Nullable Double minutes;

    @Option(names = "--tokenizer", description = "The tokenizer's name; default the model's.")
    private @Nullable String tokenizer;

    @Option(names = "--vocabulary-size", description = "Pieces of a new tokenizer.")
    private @Nullable Integer vocabularySize;

    @Option(
            names = "--clean",
            description = "Turn WritingPrompts' tokenised style into plain English first.")
    private boolean clean;

    @Option(
            names = "--continue",
            arity = "0..1",
            paramLabel = "FOLDER",
            fallbackValue = LATEST,
            description =
                    "Go on from the model's newest checkpoint instead of starting anew, or from"
                            + " the checkpoint in FOLDER.")
    private @Nullable String continueFrom;

    @Mixin private HyperparameterOptions recipe = new HyperparameterOptions();

    @Option(names = "--id", description = "The job's id; a repeat of an id trains once.")
    private String id = "train-" + UUID.randomUUID();

    @Option(names = "--follow", description = "Show progress until the job ends.")
    private boolean follow;

    @Option(names = "--json", description = "Print JSON documents.")
    private boolean json;

    private @Nullable ArtifactReference initialCheckpoint;

    /** As the event spells them. */
    enum SizeName {
        tiny,
        small,
        notebook,
        medium,
        large
    }

    private record Requested(String id, String model, ArtifactReference corpus) {}

    @Override
    public Integer call() throws IOException {
        request(PLACEHOLDER); // Refuses wrong options before anything is stored.
        TrainingCorpus corpus = TrainingCorpus.read(prompts, stories, validationLines);
        ImportedCheckpoint imported =
                continueFrom == null || continueFrom.equals(LATEST)
                        ? null
                        : ImportedCheckpoint.of(Path.of(continueFrom));
        String bootstrap = connection.bootstrap();
        KafkaClients.requireBroker(bootstrap);
        if (imported != null) {
            initialCheckpoint = reference(imported.publish(connection.artifacts(), model));
        }
        ArtifactReference reference = reference(corpus.publish(connection.artifacts(), model));
        if (!follow) {
            KafkaClients.send(bootstrap, Topic.TRAINING_REQUESTS, model, request(reference), id);
            print(reference);
            return 0;
        }
        try (TrainingFollower follower = new TrainingFollower(bootstrap, id, json)) {
            KafkaClients.send(bootstrap, Topic.TRAINING_REQUESTS, model, request(reference), id);
            print(reference);
            Progressed end = follower.follow(() -> {});
            return finish(end);
        }
    }

    private static int finish(Progressed end) {
        if (end.state() == State.COMPLETED) {
            return 0;
        }
        String state = end.state().name().toLowerCase(Locale.ROOT);
        Terminal.complain(
                "the training was " + state + (end.reason() == null ? "" : ": " + end.reason()));
        return ExitCode.SOFTWARE;
    }

    private static ArtifactReference reference(Artifact artifact) {
        return new ArtifactReference(artifact.key(), artifact.sha256());
    }

    private TrainingRequested request(ArtifactReference corpus) {
        return TrainingRequestedBuilder.builder()
                .model(model)
                .id(id)
                .corpus(corpus)
                .tokenizer(tokenizer)
                .size(
                        size == null
                                ? null
                                : TrainingRequested.Size.valueOf(
                                        size.name().toUpperCase(Locale.ROOT)))
                .vocabularySize(vocabularySize)
                .steps(steps)
                .minutes(minutes)
                .settings(recipe.settings())
                .clean(clean ? true : null)
                .continueFrom(LATEST.equals(continueFrom) ? ContinueFrom.LATEST : null)
                .initialCheckpoint(initialCheckpoint)
                .build();
    }

    private void print(ArtifactReference corpus) {
        System.out.println(
                json
                        ? Json.line(new Requested(id, model, corpus))
                        : "requested "
                                + Terminal.visible(id)
                                + (follow
                                        ? "; Ctrl-C stops watching, not the job"
                                        : "; watch it with ./conteur follow progress"));
    }
}

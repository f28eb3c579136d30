package io.conteur.cli.training;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.cli.common.CorpusSource;
import io.conteur.cli.common.Json;
import io.conteur.cli.common.StandardOutput;
import io.conteur.cli.common.Terminal;
import io.conteur.cli.common.UsageException;
import io.conteur.cli.connection.ConnectionOptions;
import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.KafkaClients;
import io.conteur.cli.offline.ImportedCheckpoint;
import io.conteur.cli.usage.NumberRange;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.TrainingRequested.ContinueFrom;
import io.conteur.events.training.TrainingRequestedBuilder;
import io.conteur.events.wire.Topic;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.ModelSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Publishes a corpus and requests a training on it. */
@Command(
        name = "train",
        description = "Puts a corpus into the artifact store and requests a training.",
        footer = {
            "  ./conteur train --bundled --follow",
            "  ./conteur train --model mine --prompts prompts.txt --stories stories.txt --minutes 10",
            "  ./conteur train --model mine --prompts prompts-*.gz --stories stories-*.gz"
        })
public final class TrainCommand implements Callable<Integer> {
    /** A placeholder corpus, with which the other fields are validated before publishing. */
    private static final ArtifactReference PLACEHOLDER =
            new ArtifactReference("corpora/any", "0".repeat(64));

    private static final String LATEST = "";

    @ArgGroup(multiplicity = "1", heading = "%nCorpus:%n", order = 1)
    private CorpusOptions corpus = new CorpusOptions();

    @ArgGroup(heading = "%nLength:%n", order = 2)
    private LengthOptions length = new LengthOptions();

    @Mixin private HyperparameterOptions recipe = new HyperparameterOptions();

    @ArgGroup(validate = false, heading = ConnectionOptions.HEADING, order = 6)
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = "--model",
            defaultValue = "storyteller",
            description = "The model's name; default ${DEFAULT-VALUE}.")
    private String model = "";

    @Option(
            names = "--size",
            description = "${COMPLETION-CANDIDATES}; default small, or the model's own.")
    private @Nullable SizeName size;

    @Option(
            names = "--tokenizer",
            description =
                    "Name of a tokenizer to take as it is; default one for this corpus and"
                            + " vocabulary size, with --continue the model's.")
    private @Nullable String tokenizer;

    @Option(
            names = "--vocabulary-size",
            description = "Pieces of a new tokenizer, from 16 to 1000000; default the size's.")
    @NumberRange(min = 16, max = 1_000_000)
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
                    "Go on from the model's newest checkpoint, or from the checkpoint in FOLDER;"
                            + " default a new model.")
    private @Nullable String continueFrom;

    @Option(
            names = "--artifacts",
            paramLabel = "ROOT",
            description =
                    "Artifact root: a folder, or s3://BUCKET/PREFIX; default"
                            + " $CONTEUR_ARTIFACTS_ROOT, or that of the system on --data.",
            defaultValue = "${env:CONTEUR_ARTIFACTS_ROOT}")
    private @Nullable String artifacts;

    @Option(
            names = "--id",
            description = "The job's id; a repeat of an id trains once. Default a new one.")
    private String id = "train-" + UUID.randomUUID();

    @Option(names = "--follow", description = "Show progress until the job ends.")
    private boolean follow;

    @Option(names = "--json", description = "Print JSON documents.")
    private boolean json;

    /** How long is trained. */
    static final class LengthOptions {
        @Option(
                names = "--steps",
                description =
                        "Optimizer steps of all workers together, from 1 to 100000000; default the"
                                + " size's.")
        @NumberRange(min = 1, max = 100_000_000)
        private @Nullable Integer steps;

        @Option(
                names = "--minutes",
                description =
                        "As many steps as one trainer makes in these minutes, from 0.01 to"
                                + " 1000000; several end sooner.")
        @NumberRange(min = 0.01, max = 1_000_000)
        private @Nullable Double minutes;
    }

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
        request(PLACEHOLDER, null); // Refuses wrong options before anything is stored.
        requireShape();
        CorpusSource read = corpus.read();
        ImportedCheckpoint imported =
                continueFrom == null || continueFrom.equals(LATEST)
                        ? null
                        : ImportedCheckpoint.of(Path.of(continueFrom));
        connection.address(); // Refuses what is no address before the store is opened.
        ArtifactStore store = connection.artifacts(artifacts);
        BrokerAccess broker = connection.broker();
        ArtifactReference start =
                imported == null ? null : reference(imported.publish(store, model));
        ArtifactReference reference = reference(read.publish(store, model));
        if (!follow) {
            KafkaClients.send(
                    broker, Topic.TRAINING_REQUESTS, model, request(reference, start), id);
            print(reference);
            return 0;
        }
        try (TrainingFollower follower = new TrainingFollower(broker, id, json)) {
            KafkaClients.send(
                    broker, Topic.TRAINING_REQUESTS, model, request(reference, start), id);
            print(reference);
            Progressed end = follower.follow(StandardOutput::requireWritten);
            return finish(end);
        }
    }

    /** The trainer would refuse the shape as well, but later. */
    private void requireShape() {
        if (continueFrom != null) {
            return;
        }
        Architecture standard =
                ModelSize.valueOf(
                                (size == null ? SizeName.small : size)
                                        .name()
                                        .toUpperCase(Locale.ROOT))
                        .architecture();
        int width = Objects.requireNonNullElse(recipe.shape.width, standard.width());
        int heads = Objects.requireNonNullElse(recipe.shape.heads, standard.heads());
        if (width % (2 * heads) != 0) {
            throw new UsageException(
                    "--width must be a multiple of twice --heads, such as %d for %d heads, is %d"
                            .formatted(2 * heads * Math.max(1, width / (2 * heads)), heads, width));
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

    private TrainingRequested request(
            ArtifactReference reference, @Nullable ArtifactReference initialCheckpoint) {
        return TrainingRequestedBuilder.builder()
                .model(model)
                .id(id)
                .corpus(reference)
                .tokenizer(tokenizer)
                .size(
                        size == null
                                ? null
                                : TrainingRequested.Size.valueOf(
                                        size.name().toUpperCase(Locale.ROOT)))
                .vocabularySize(vocabularySize)
                .steps(length.steps)
                .minutes(length.minutes)
                .settings(recipe.settings())
                .clean(clean ? true : null)
                .continueFrom(LATEST.equals(continueFrom) ? ContinueFrom.LATEST : null)
                .initialCheckpoint(initialCheckpoint)
                .build();
    }

    private static ArtifactReference reference(Artifact artifact) {
        return new ArtifactReference(artifact.key(), artifact.sha256());
    }

    private void print(ArtifactReference reference) {
        System.out.println(
                json
                        ? Json.line(new Requested(id, model, reference))
                        : "requested "
                                + Terminal.visible(id)
                                + " of the model "
                                + model
                                + (follow
                                        ? "; Ctrl-C stops watching, not the job"
                                        : "; watch it with ./conteur jobs or ./conteur follow"
                                                + " progress"));
    }
}

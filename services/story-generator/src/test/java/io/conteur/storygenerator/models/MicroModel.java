package io.conteur.storygenerator.models;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.CheckpointPublishedBuilder;
import io.conteur.gpt.Trainer;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.training.TrainingOptions;
import io.conteur.tokenizer.TokenizerTrainer;
import io.conteur.tokenizer.TrainedTokenizer;
import io.conteur.tokenizer.model.TokenizerParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A real checkpoint, small enough to be trained in a test; its stories are gibberish. */
public final class MicroModel {
    static final int CONTEXT = 128;
    private static final int VOCABULARY = 60;
    private static final String CORPUS =
            """
            the quick brown fox jumps over the lazy dog and naps
            a dragon vexed by six wizards and the king of jam
            """;

    private MicroModel() {}

    /** Trains a step, publishes the artifact, and returns the event that announces it. */
    public static CheckpointPublished publish(ArtifactStore store, String model, long seed)
            throws IOException {
        String key = "checkpoints/%s/job/step-%08d".formatted(model, seed);
        Artifact artifact = store.publish(key, folder -> write(folder, seed));
        ArtifactReference reference = new ArtifactReference(artifact.key(), artifact.sha256());
        return CheckpointPublishedBuilder.builder()
                .id("job")
                .model(model)
                .step(seed)
                .artifact(reference)
                .tokenizer(reference)
                .vocabularySize(VOCABULARY)
                .context(CONTEXT)
                .parameters(1000)
                .last(false)
                .build();
    }

    static void write(Path folder, long seed) throws IOException {
        tokenizer().saveTo(folder);
        Architecture architecture = new Architecture(VOCABULARY, 16, 24, 2, 2, CONTEXT);
        TrainingOptions options = TrainingOptions.defaults(2, 2, Precision.FP32).withSeed(seed);
        try (Trainer trainer = Trainer.start(architecture, options, examples())) {
            trainer.step();
            trainer.save(folder);
        }
    }

    private static TrainedTokenizer tokenizer() throws IOException {
        Path corpus = Files.createTempFile("corpus", ".txt");
        try {
            Files.writeString(corpus, CORPUS);
            return new TokenizerTrainer(
                            TokenizerParameters.defaults(VOCABULARY), (stage, done) -> true)
                    .train(List.of(corpus));
        } finally {
            Files.delete(corpus);
        }
    }

    private static List<Example> examples() {
        Random random = new Random(1);
        return Stream.generate(() -> random.ints(20, 4, VOCABULARY).toArray())
                .limit(4)
                .map(ids -> new Example(ids, 1))
                .toList();
    }
}

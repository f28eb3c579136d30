package io.conteur.storygenerator;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.CheckpointPublished;
import io.conteur.events.SamplingSettings;
import io.conteur.events.StoryWritten.Finish;
import io.conteur.gpt.Generation;
import io.conteur.gpt.Generator;
import io.conteur.gpt.Sampling;
import io.conteur.tokenizer.TextStream;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A published checkpoint with its copy of the tokenizer. */
record CheckpointNarrator(CheckpointPublished checkpoint, Generator generator, Tokenizer tokenizer)
        implements Narrator {
    /**
     * Fetches a checkpoint and loads it.
     *
     * @throws IOException when it is missing, damaged, or no checkpoint
     */
    static CheckpointNarrator load(ArtifactStore store, CheckpointPublished checkpoint)
            throws IOException {
        Path folder = store.fetch(checkpoint.artifact().key(), checkpoint.artifact().sha256());
        Generator generator = Generator.load(folder);
        try {
            Tokenizer tokenizer = Tokenizer.load(folder.resolve("tokenizer.model"));
            return new CheckpointNarrator(checkpoint, generator, tokenizer);
        } catch (IOException | RuntimeException e) {
            generator.close();
            throw e;
        }
    }

    @Override
    public int context() {
        return generator.architecture().context();
    }

    @Override
    public int[] encode(String prompt) {
        return tokenizer.encodePrompt(prompt);
    }

    @Override
    public Told tell(StoryPlan plan, Listener listener) {
        TextStream text = tokenizer.stream();
        Generation generation =
                generator.generate(
                        plan.prompt(),
                        sampling(plan.sampling()),
                        token -> listener.heard(text.add(token)));
        return new Told(text.end(), finish(generation.finish()));
    }

    private Sampling sampling(SamplingSettings settings) {
        return new Sampling(
                settings.temperature(),
                settings.topK(),
                settings.topP(),
                settings.seed(),
                settings.maxTokens(),
                tokenizer.endId());
    }

    private static @Nullable Finish finish(Generation.Finish finish) {
        return switch (finish) {
            case END -> Finish.END;
            case LENGTH -> Finish.LENGTH;
            case CANCELLED -> null;
        };
    }

    @Override
    public void close() {
        generator.close();
        tokenizer.close();
    }
}

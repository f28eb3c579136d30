package io.conteur.storygenerator;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.CheckpointPublished;
import io.conteur.gpt.Chosen;
import io.conteur.gpt.EngineLimits;
import io.conteur.gpt.StoryEngine;
import io.conteur.tokenizer.TextStream;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A published checkpoint with its copy of the tokenizer. */
record CheckpointNarrator(CheckpointPublished checkpoint, StoryEngine engine, Tokenizer tokenizer)
        implements Narrator {
    /**
     * Fetches a checkpoint and loads it.
     *
     * @throws IOException when it is missing, damaged, or no checkpoint
     */
    static CheckpointNarrator load(
            ArtifactStore store, CheckpointPublished checkpoint, EngineLimits limits)
            throws IOException {
        Path folder = store.fetch(checkpoint.artifact().key(), checkpoint.artifact().sha256());
        StoryEngine engine = StoryEngine.load(folder, limits);
        try {
            Tokenizer tokenizer = Tokenizer.load(folder.resolve("tokenizer.model"));
            return new CheckpointNarrator(checkpoint, engine, tokenizer);
        } catch (IOException | RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    @Override
    public int context() {
        return engine.architecture().context();
    }

    @Override
    public int[] encode(String prompt) {
        return tokenizer.encodePrompt(prompt);
    }

    @Override
    public String piece(int id) {
        return tokenizer.piece(id);
    }

    @Override
    public boolean fits(StoryPlan plan) {
        return engine.fits(plan.prompt().length, plan.sampling().maxTokens());
    }

    @Override
    public boolean hasRoom(StoryPlan plan) {
        return engine.hasRoom(plan.prompt().length, plan.sampling().maxTokens());
    }

    @Override
    public int begin(StoryPlan plan, int index) {
        return engine.add(plan.prompt(), plan.sampling(index, tokenizer.endId()));
    }

    @Override
    public List<Chosen> step() {
        return engine.step();
    }

    @Override
    public void cancel(int row) {
        engine.cancel(row);
    }

    @Override
    public int rows() {
        return engine.rows();
    }

    @Override
    public int cacheTokens() {
        return engine.cacheTokensUsed();
    }

    @Override
    public Speech speech() {
        return new Spoken(tokenizer.stream());
    }

    @Override
    public void close() {
        engine.close();
        tokenizer.close();
    }

    private record Spoken(TextStream text) implements Speech {
        @Override
        public String add(int id) {
            return text.add(id);
        }

        @Override
        public String end() {
            return text.end();
        }
    }
}

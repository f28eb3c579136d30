package io.conteur.storygenerator.models;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.gpt.EngineLimits;
import io.conteur.gpt.EngineMemory;
import io.conteur.gpt.StoryEngine;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.storygenerator.request.GenerationRequest;
import io.conteur.tokenizer.TextStream;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A published checkpoint in memory: its engine, and its own copy of the tokenizer. */
public record LoadedCheckpoint(
        CheckpointPublished checkpoint, StoryEngine engine, Tokenizer tokenizer, long bytes)
        implements StoryModel {
    /** In fp32: the weights, two optimizer moments, and the averaged weights. */
    private static final int BYTES_PER_PARAMETER = 4 * Float.BYTES;

    /** The tokenizer, the headers of tensor files, and small files. */
    private static final long OTHER_BYTES = Tokenizer.MAX_MODEL_BYTES + (64L << 20);

    /**
     * Fetches a checkpoint and verifies its checksum. One that is larger than its event allows is
     * not read.
     *
     * @throws IOException when it is missing, damaged, invalid or cannot be read
     */
    public static CheckpointLoader.Verified verify(
            ArtifactStore store, CheckpointPublished checkpoint, EngineLimits limits)
            throws IOException {
        ArtifactReference artifact = checkpoint.artifact();
        Path folder = store.fetch(artifact.key(), artifact.sha256(), maxBytes(checkpoint));
        return new Fetched(checkpoint, folder, limits, StoryEngine.memory(folder, limits));
    }

    private static long maxBytes(CheckpointPublished checkpoint) {
        long most = (Long.MAX_VALUE - OTHER_BYTES) / BYTES_PER_PARAMETER;
        return Math.min(most, checkpoint.parameters()) * BYTES_PER_PARAMETER + OTHER_BYTES;
    }

    private record Fetched(
            CheckpointPublished checkpoint, Path folder, EngineLimits limits, EngineMemory memory)
            implements CheckpointLoader.Verified {
        @Override
        public StoryModel load() throws IOException {
            StoryEngine engine = StoryEngine.load(folder, limits);
            try {
                Tokenizer tokenizer = Tokenizer.load(folder.resolve("tokenizer.model"));
                requireFit(tokenizer, engine.architecture());
                return new LoadedCheckpoint(checkpoint, engine, tokenizer, memory.resident());
            } catch (IOException | RuntimeException | Error e) {
                engine.close();
                throw e;
            }
        }
    }

    /** With another vocabulary, or without the special tokens, every prompt would fail. */
    private static void requireFit(Tokenizer tokenizer, Architecture architecture) {
        if (tokenizer.vocabularySize() != architecture.vocabulary()) {
            int pieces = tokenizer.vocabularySize();
            tokenizer.close();
            throw new IllegalStateException(
                    "the tokenizer has %d pieces, the model %d"
                            .formatted(pieces, architecture.vocabulary()));
        }
        try {
            tokenizer.encodePrompt("");
            tokenizer.endId();
        } catch (IllegalStateException e) {
            tokenizer.close();
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
    public boolean fits(GenerationRequest request) {
        return engine.fits(request.prompt().length, request.sampling().maxTokens());
    }

    @Override
    public boolean hasRoom(GenerationRequest request) {
        return engine.hasRoom(request.prompt().length, request.sampling().maxTokens());
    }

    @Override
    public int begin(GenerationRequest request, int index) {
        return engine.add(request.prompt(), request.sampling(index, tokenizer.endId()));
    }

    @Override
    public List<SampledToken> step() {
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
    public TextDecoder textDecoder() {
        return new StreamDecoder(tokenizer.stream());
    }

    @Override
    public void close() {
        engine.close();
        tokenizer.close();
    }

    private record StreamDecoder(TextStream text) implements TextDecoder {
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

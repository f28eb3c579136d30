package io.conteur.storygenerator.models;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.FileSelection;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.gpt.EngineLimits;
import io.conteur.gpt.EngineMemory;
import io.conteur.gpt.StoryEngine;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.storygenerator.request.GenerationRequest;
import io.conteur.tokenizer.TextStream;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A published checkpoint in memory: its engine, and its own copy of the tokenizer. */
public record LoadedCheckpoint(
        CheckpointPublished checkpoint, StoryEngine engine, Tokenizer tokenizer, long bytes)
        implements StoryModel {
    private static final String TOKENIZER = "tokenizer.model";

    /** The files that generation needs; the optimizer's state is twice as large. */
    private static final Set<String> FILES =
            Stream.concat(CheckpointFolder.FILES.stream(), Stream.of(TOKENIZER))
                    .collect(Collectors.toUnmodifiableSet());

    /** The tokenizer, the header of the tensor file, and the configuration. */
    private static final long OTHER_BYTES = Tokenizer.MAX_MODEL_BYTES + (64L << 20);

    /**
     * Fetches what generation needs of a checkpoint and verifies its checksums. One that is larger
     * than its event allows is not read.
     *
     * @throws IOException when it is missing, damaged, invalid or cannot be read
     */
    public static CheckpointLoader.Verified verify(
            ArtifactStore store, CheckpointPublished checkpoint, EngineLimits limits)
            throws IOException {
        Source source = new Source(store, checkpoint, limits);
        Path folder = source.fetch();
        return new Fetched(source, folder, StoryEngine.memory(folder, limits));
    }

    private record Source(
            ArtifactStore store, CheckpointPublished checkpoint, EngineLimits limits) {
        Path fetch() throws IOException {
            ArtifactReference artifact = checkpoint.artifact();
            FileSelection files = new FileSelection(FILES, maxBytes());
            return store.fetch(artifact.key(), artifact.sha256(), files);
        }

        /** Weights are fp32. */
        private long maxBytes() {
            long most = (Long.MAX_VALUE - OTHER_BYTES) / Float.BYTES;
            return Math.min(most, checkpoint.parameters()) * Float.BYTES + OTHER_BYTES;
        }
    }

    private record Fetched(Source source, Path folder, EngineMemory memory)
            implements CheckpointLoader.Verified {
        @Override
        public StoryModel load() throws IOException {
            Path present = present();
            StoryEngine engine = StoryEngine.load(present, source.limits);
            try {
                Tokenizer tokenizer = Tokenizer.load(present.resolve(TOKENIZER));
                requireFit(tokenizer, engine.architecture());
                return new LoadedCheckpoint(
                        source.checkpoint, engine, tokenizer, memory.resident());
            } catch (IOException | RuntimeException | Error e) {
                engine.close();
                throw e;
            }
        }

        /** Copies may have been evicted from a cache while the load waited for memory. */
        private Path present() throws IOException {
            boolean all = FILES.stream().allMatch(file -> Files.exists(folder.resolve(file)));
            return all ? folder : source.fetch();
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
        return engine.add(request.prompt(), request.parameters(index, tokenizer.endId()));
    }

    @Override
    public List<SampledToken> step() {
        return engine.step();
    }

    @Override
    public void remove(int handle) {
        engine.remove(handle);
    }

    @Override
    public int sequences() {
        return engine.stories();
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

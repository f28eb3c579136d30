package io.conteur.storygenerator.models;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.gpt.EngineMemory;
import java.io.IOException;

/** A verified checkpoint that needs two bytes a parameter, and three while it is loaded. */
public record FakeVerifiedCheckpoint(CheckpointPublished checkpoint, Loading loading)
        implements CheckpointLoader.Verified {
    /** Loads a checkpoint. */
    public interface Loading {
        StoryModel load(CheckpointPublished checkpoint) throws IOException;
    }

    public static CheckpointLoader.Verifier loader(Loading loading) {
        return checkpoint -> new FakeVerifiedCheckpoint(checkpoint, loading);
    }

    @Override
    public EngineMemory memory() {
        return new EngineMemory(2 * checkpoint.parameters(), checkpoint.parameters());
    }

    @Override
    public StoryModel load() throws IOException {
        return loading.load(checkpoint);
    }
}

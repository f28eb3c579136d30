package io.conteur.storygenerator.models;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.gpt.EngineMemory;
import java.io.IOException;

/** A checkpoint that is verified; takes two bytes a parameter, and one more while it is loaded. */
public record FakeVerifiedCheckpoint(CheckpointPublished checkpoint, Loading loading)
        implements CheckpointLoader.Verified {
    /** Brings a checkpoint into memory. */
    public interface Loading {
        StoryModel load(CheckpointPublished checkpoint) throws IOException;
    }

    public static CheckpointLoader.Loader loader(Loading loading) {
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

package io.conteur.modeltrainer.checkpoint;

import io.conteur.events.ArtifactReference;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a job starts: at its own newest checkpoint, with another job's weights, or with random
 * ones. A cache may delete files of its folders later; see {@link CheckpointStore#present}.
 *
 * @param newest checkpoint of the same job
 * @param model checkpoint with the initial weights
 * @param folder of the model
 * @param tokenizer of that checkpoint
 */
public record StartingPoint(
        Optional<StoredCheckpoint> newest,
        @Nullable ArtifactReference model,
        @Nullable Path folder,
        @Nullable ArtifactReference tokenizer) {
    static final StartingPoint NOTHING = new StartingPoint(Optional.empty(), null, null, null);

    public static StartingPoint ofJob(StoredCheckpoint newest) {
        return new StartingPoint(
                Optional.of(newest),
                newest.artifact(),
                newest.folder(),
                newest.state().tokenizer());
    }

    static StartingPoint ofModel(
            ArtifactReference model, Path folder, ArtifactReference tokenizer) {
        return new StartingPoint(Optional.empty(), model, folder, tokenizer);
    }

    public long step() {
        return newest.map(checkpoint -> checkpoint.state().step()).orElse(0L);
    }
}

package io.conteur.modeltrainer;

import io.conteur.events.ArtifactReference;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a job starts from: its own newest checkpoint, another job's model, or nothing.
 *
 * @param newest checkpoint of this very job
 * @param model folder of the checkpoint whose weights are the first ones
 * @param tokenizer of that checkpoint
 */
record Origin(
        Optional<Checkpoint> newest, @Nullable Path model, @Nullable ArtifactReference tokenizer) {
    static final Origin NOTHING = new Origin(Optional.empty(), null, null);

    static Origin own(Checkpoint newest) {
        return new Origin(Optional.of(newest), newest.folder(), newest.saved().tokenizer());
    }

    static Origin other(Path model, ArtifactReference tokenizer) {
        return new Origin(Optional.empty(), model, tokenizer);
    }

    Optional<Best> best() {
        return newest.map(checkpoint -> checkpoint.saved().best());
    }

    long step() {
        return newest.map(checkpoint -> checkpoint.saved().step()).orElse(0L);
    }
}

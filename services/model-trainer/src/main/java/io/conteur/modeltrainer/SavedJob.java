package io.conteur.modeltrainer;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conteur.events.ArtifactReference;
import io.conteur.events.CheckpointPublished;
import io.conteur.events.EventCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a job keeps beside its model in each checkpoint, as {@code job.json}: with it a successor
 * goes on by the same schedule, or tells again how the job ended.
 *
 * @param request digest of the request
 * @param steps the whole job's, fixed once
 */
record SavedJob(
        String request,
        long step,
        int steps,
        ArtifactReference tokenizer,
        int vocabularySize,
        int context,
        long parameters,
        @Nullable Double trainingLoss,
        @Nullable Double validationLoss) {
    private static final String FILE = "job.json";
    private static final JsonMapper MAPPER = new JsonMapper();

    static SavedJob read(Path folder) throws IOException {
        return MAPPER.readValue(Files.readAllBytes(folder.resolve(FILE)), SavedJob.class);
    }

    void write(Path folder) throws IOException {
        Files.write(folder.resolve(FILE), EventCodec.encode(this));
    }

    /** Nothing is left to train. */
    boolean finished() {
        return step >= steps;
    }

    CheckpointPublished event(Job job, ArtifactReference artifact) {
        return new CheckpointPublished(
                job.id(),
                job.model(),
                step,
                artifact,
                tokenizer,
                vocabularySize,
                context,
                parameters,
                trainingLoss,
                validationLoss,
                finished());
    }
}

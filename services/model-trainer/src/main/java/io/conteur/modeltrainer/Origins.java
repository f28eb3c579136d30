package io.conteur.modeltrainer;

import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.CheckpointPublished;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds what a job starts from. */
record Origins(Assignment assignment) {
    /**
     * The job's own newest checkpoint, else the model that the request wants to go on from.
     *
     * @throws JobEndedException when there is no such model
     */
    Origin find() throws IOException {
        Optional<Checkpoint> newest =
                assignment.studio().shelf().newest(assignment.job(), assignment.journal());
        if (newest.isPresent()) {
            return Origin.own(newest.get());
        }
        return assignment.job().request().continueFrom() == null ? Origin.NOTHING : model();
    }

    private Origin model() throws IOException {
        String model = assignment.job().model();
        CheckpointPublished published =
                assignment
                        .studio()
                        .broker()
                        .models()
                        .newest(model)
                        .orElseThrow(
                                () ->
                                        JobEndedException.rejected(
                                                "there is no model %s to go on from; leave continueFrom out to train a new one"
                                                        .formatted(model)));
        try {
            Path folder =
                    assignment
                            .studio()
                            .store()
                            .fetch(published.artifact().key(), published.artifact().sha256());
            return Origin.other(folder, published.tokenizer());
        } catch (DamagedArtifactException | NoSuchFileException e) {
            throw JobEndedException.failed("the model cannot be used: " + e.getMessage());
        }
    }
}

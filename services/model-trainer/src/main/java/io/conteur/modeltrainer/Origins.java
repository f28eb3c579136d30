package io.conteur.modeltrainer;

import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.TrainingRequested;
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
        requireSameTokenizer(published);
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

    /** A model keeps the tokenizer it was trained with; what the request names must be that. */
    private void requireSameTokenizer(CheckpointPublished model) {
        TrainingRequested request = assignment.job().request();
        Integer size = request.vocabularySize();
        if (size != null && size != model.vocabularySize()) {
            throw JobEndedException.rejected(
                    "the model to go on from has vocabularySize %d, not %d; leave vocabularySize out"
                            .formatted(model.vocabularySize(), size));
        }
        String name = request.tokenizer();
        if (name != null && !isNamed(model.tokenizer(), name)) {
            throw JobEndedException.rejected(
                    "the model to go on from was trained with the tokenizer %s, which is no version of %s; leave tokenizer out"
                            .formatted(model.tokenizer().key(), name));
        }
    }

    private boolean isNamed(ArtifactReference tokenizer, String name) {
        return assignment
                .studio()
                .broker()
                .tokenizers()
                .newest(name, version -> version.artifact().equals(tokenizer))
                .isPresent();
    }
}

package io.conteur.modeltrainer.checkpoint;

import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.TrainingRequested;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.registry.ModelRegistry;
import io.conteur.modeltrainer.registry.TokenizerRegistry;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds where a job starts. */
public record StartingPointResolver(
        CheckpointStore store, ModelRegistry models, TokenizerRegistry tokenizers) {
    /**
     * The job's newest checkpoint, else the model or checkpoint that the request continues from.
     *
     * @throws JobEndedException when there is no such model, or it contradicts the request
     */
    public StartingPoint resolve(JobAttempt attempt) throws IOException {
        JobSpec job = attempt.job();
        Optional<StoredCheckpoint> newest = store.newest(job, attempt.progress());
        if (newest.isPresent()) {
            return StartingPoint.ofJob(newest.get());
        }
        ArtifactReference initial = job.request().initialCheckpoint();
        if (initial != null) {
            return initial(job, initial);
        }
        return job.request().continueFrom() == null ? StartingPoint.NOTHING : model(job);
    }

    /** The model and the tokenizer of an artifact that the request names. */
    private StartingPoint initial(JobSpec job, ArtifactReference artifact) throws IOException {
        TrainingRequested request = job.request();
        if (request.tokenizer() != null || request.vocabularySize() != null) {
            throw JobEndedException.rejected(
                    "the initial checkpoint has a tokenizer; leave tokenizer and vocabularySize out");
        }
        // A checkpoint's folder holds its tokenizer, too.
        return StartingPoint.ofModel(artifact, fetch(artifact), artifact);
    }

    private StartingPoint model(JobSpec job) throws IOException {
        CheckpointPublished published =
                models.newest(job.model())
                        .orElseThrow(
                                () ->
                                        JobEndedException.rejected(
                                                "there is no model %s to go on from; leave continueFrom out to train a new one"
                                                        .formatted(job.model())));
        requireSameTokenizer(job.request(), published);
        return StartingPoint.ofModel(
                published.artifact(), fetch(published.artifact()), published.tokenizer());
    }

    private Path fetch(ArtifactReference artifact) throws IOException {
        try {
            return store.artifacts().fetch(artifact.key(), artifact.sha256());
        } catch (DamagedArtifactException | NoSuchFileException e) {
            throw JobEndedException.failed("the model cannot be used: " + e.getMessage());
        }
    }

    /** Continued training keeps the model's tokenizer; the request may name no other. */
    private void requireSameTokenizer(TrainingRequested request, CheckpointPublished model) {
        Integer size = request.vocabularySize();
        if (size != null && size != model.vocabularySize()) {
            throw JobEndedException.rejected(
                    "the model to go on from has vocabularySize %d, not %d; leave vocabularySize out"
                            .formatted(model.vocabularySize(), size));
        }
        String name = request.tokenizer();
        if (name != null && !isVersion(model.tokenizer(), name)) {
            throw JobEndedException.rejected(
                    "the model to go on from was trained with the tokenizer %s, which is no version of %s; leave tokenizer out"
                            .formatted(model.tokenizer().key(), name));
        }
    }

    private boolean isVersion(ArtifactReference tokenizer, String name) {
        return tokenizers.newest(name, version -> version.artifact().equals(tokenizer)).isPresent();
    }
}

package io.conteur.modeltrainer;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.CheckpointPublishedBuilder;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.ValidationFigures;
import io.conteur.events.wire.EventCodec;
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
 * @param corpus as it is trained on
 * @param validation of the last validation
 * @param outcome of a job that has ended
 * @param promptRanking of the checkpoint that is to answer when the job has ended
 */
record SavedJob(
        String request,
        long step,
        int steps,
        ArtifactReference corpus,
        ArtifactReference tokenizer,
        int vocabularySize,
        int context,
        long parameters,
        @Nullable Double trainingLoss,
        @Nullable Double validationLoss,
        @Nullable ValidationFigures validation,
        @Nullable Best best,
        @Nullable Outcome outcome,
        @Nullable Double promptRanking) {
    private static final String FILE = "job.json";
    private static final JsonMapper MAPPER = new JsonMapper();

    static SavedJob read(Path folder) throws IOException {
        return MAPPER.readValue(Files.readAllBytes(folder.resolve(FILE)), SavedJob.class);
    }

    void write(Path folder) throws IOException {
        Files.write(folder.resolve(FILE), EventCodec.encode(this));
    }

    /** Nothing is left to train; a cancelled job goes on when it is asked for again. */
    boolean finished() {
        return outcome != null && outcome.state() == State.COMPLETED;
    }

    /** The step of the checkpoint that is to answer. */
    long bestStep() {
        return best == null ? step : best.step();
    }

    CheckpointPublished event(Job job, ArtifactReference artifact) {
        return event(job, artifact, false, validation);
    }

    /** The one after which no other follows. */
    CheckpointPublished lastEvent(Job job, ArtifactReference artifact, @Nullable Double ranking) {
        ValidationFigures figures =
                validation == null
                        ? null
                        : new ValidationFigures(
                                validation.perplexity(),
                                validation.wordPerplexity(),
                                validation.bitsPerByte(),
                                ranking);
        return event(job, artifact, true, figures);
    }

    private CheckpointPublished event(
            Job job,
            ArtifactReference artifact,
            boolean last,
            @Nullable ValidationFigures figures) {
        return CheckpointPublishedBuilder.builder()
                .id(job.id())
                .model(job.model())
                .step(step)
                .artifact(artifact)
                .tokenizer(tokenizer)
                .vocabularySize(vocabularySize)
                .context(context)
                .parameters(parameters)
                .last(last)
                .trainingLoss(trainingLoss)
                .validationLoss(validationLoss)
                .best(best == null ? null : best.step() == step)
                .validation(figures)
                .build();
    }
}

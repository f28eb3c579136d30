package io.conteur.modeltrainer.checkpoint;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.CheckpointPublishedBuilder;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.ValidationFigures;
import io.conteur.events.wire.EventCodec;
import io.conteur.modeltrainer.dataset.TrainValidationSplit;
import io.conteur.modeltrainer.evaluation.EarlyStoppingState;
import io.conteur.modeltrainer.evaluation.PastValidations;
import io.conteur.modeltrainer.job.JobOutcome;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.reporting.Losses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job's state, {@code job.json} in each checkpoint. With it another worker resumes the job by the
 * same schedule, or publishes again how it ended. The components are the file's fields.
 *
 * @param request digest of the request
 * @param steps of the whole job
 * @param corpus that is trained on, cleaned if the request says so
 * @param validation figures of the latest validation
 * @param outcome of a job that has ended
 * @param promptRanking of the best checkpoint of a job that has ended
 * @param device on which its latest step was computed; null in an older checkpoint
 * @param lanes threads that computed its latest step on a CPU, which sums depend on; null on a GPU,
 *     and in an older checkpoint
 * @param split how prompts were held out; absent in older jobs
 * @param round of a job with several workers, the last that is in the weights
 * @param requested the request of such a job, for workers that do not hold its record
 * @param validated the step of the latest validation; null in an older checkpoint
 */
public record JobState(
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
        @Nullable EarlyStoppingState best,
        @Nullable JobOutcome outcome,
        @Nullable Double promptRanking,
        @Nullable String device,
        @Nullable Integer lanes,
        TrainValidationSplit.@Nullable Method split,
        @Nullable Long round,
        @Nullable TrainingRequested requested,
        @Nullable Long validated) {
    private static final String FILE = "job.json";
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .disable(
                            DeserializationFeature
                                    .FAIL_ON_UNKNOWN_PROPERTIES) // Of a newer trainer.
                    .build();

    public Losses losses() {
        return new Losses(trainingLoss, validationLoss, validation);
    }

    /** An older checkpoint counts as validated. */
    public PastValidations pastValidations() {
        return new PastValidations(
                best,
                Objects.requireNonNullElse(validated, step),
                Objects.requireNonNullElse(validationLoss, Double.NaN));
    }

    public TrainValidationSplit.Method splitMethod() {
        return Objects.requireNonNullElse(split, TrainValidationSplit.Method.DRAWN);
    }

    static JobState read(Path folder) throws IOException {
        return MAPPER.readValue(Files.readAllBytes(folder.resolve(FILE)), JobState.class);
    }

    void write(Path folder) throws IOException {
        Files.write(folder.resolve(FILE), EventCodec.encode(this));
    }

    /** Before its first step a model has nothing to say, and its checkpoint is not published. */
    public boolean hasLearnt() {
        return step > 0;
    }

    /** The job is complete; a cancelled one resumes when it is requested again. */
    public boolean finished() {
        return outcome != null && outcome.state() == State.COMPLETED;
    }

    /** The step of the checkpoint that prompts are to be answered with. */
    public long bestStep() {
        return best == null ? step : best.step();
    }

    CheckpointPublished event(JobSpec job, ArtifactReference artifact) {
        return event(job, artifact, false, validation);
    }

    /** The job's last event, which announces this checkpoint. */
    CheckpointPublished lastEvent(
            JobSpec job, ArtifactReference artifact, @Nullable Double ranking) {
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
            JobSpec job,
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
                .device(device)
                .build();
    }
}

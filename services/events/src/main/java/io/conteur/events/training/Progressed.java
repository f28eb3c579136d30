package io.conteur.events.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.conteur.events.EventChecks;
import io.conteur.events.WithBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Progress of a training job, or a checkpoint that the story generator cannot load. Keyed by the
 * name of the tokenizer or model; exactly one event of a job has a terminal state.
 *
 * @param id of the job; for a checkpoint {@code refused-} and the start of its SHA-256
 * @param subject the name of the tokenizer or model
 * @param stage of the work, such as {@code counting words}
 * @param fraction of the job done, 0 to 1
 * @param trainingLoss nats per target token
 * @param validationLoss nats per target token
 * @param tokensPerSecond without padding; of all trainers in the last round, when they share a job
 * @param reason for the states rejected, failed and cancelled, and of early stopping
 * @param validation the validation loss in other metrics
 * @param learningRate of the hidden matrices, at the last step
 * @param gradientNorm global norm before clipping, the mean since the last event
 * @param workers number of trainers in the current round, of a job that allows several
 */
@WithBuilder
public record Progressed(
        String id,
        String subject,
        Work work,
        State state,
        @Nullable String stage,
        @Nullable Long step,
        @Nullable Long steps,
        @Nullable Double fraction,
        @Nullable Double trainingLoss,
        @Nullable Double validationLoss,
        @Nullable Double tokensPerSecond,
        @Nullable Double elapsedSeconds,
        @Nullable Double etaSeconds,
        @Nullable String reason,
        @Nullable ValidationFigures validation,
        @Nullable Double learningRate,
        @Nullable Double gradientNorm,
        @Nullable Integer workers) {
    /** What is being trained. */
    public enum Work {
        @JsonProperty("tokenizer")
        TOKENIZER,
        @JsonProperty("model")
        MODEL
    }

    /** The state of a job. */
    public enum State {
        @JsonProperty("waiting")
        WAITING,
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("completed")
        COMPLETED,
        @JsonProperty("rejected")
        REJECTED,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("cancelled")
        CANCELLED;

        /** Whether no further event of the job follows. */
        public boolean terminal() {
            return this != WAITING && this != RUNNING;
        }
    }

    public Progressed {
        EventChecks.name(id, "/id");
        EventChecks.name(subject, "/subject");
        EventChecks.between(step, 0, Long.MAX_VALUE, "/step");
        EventChecks.between(steps, 0, Long.MAX_VALUE, "/steps");
        EventChecks.between(fraction, 0, 1, "/fraction");
        EventChecks.measured(trainingLoss, "/trainingLoss");
        EventChecks.measured(validationLoss, "/validationLoss");
        EventChecks.measured(tokensPerSecond, "/tokensPerSecond");
        EventChecks.measured(elapsedSeconds, "/elapsedSeconds");
        EventChecks.measured(etaSeconds, "/etaSeconds");
        EventChecks.measured(learningRate, "/learningRate");
        EventChecks.measured(gradientNorm, "/gradientNorm");
        EventChecks.between(workers, 1, RoundClosed.MAX_WORKERS, "/workers");
    }

    /** A job's state with nothing measured yet. */
    public static Progressed of(String id, String subject, Work work, State state) {
        return ProgressedBuilder.builder().id(id).subject(subject).work(work).state(state).build();
    }

    public Progressed withReason(String reason) {
        return ProgressedBuilder.builder(this).reason(reason).build();
    }
}

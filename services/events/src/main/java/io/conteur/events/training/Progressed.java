package io.conteur.events.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.conteur.events.EventChecks;
import io.conteur.events.WithBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A training job moved on, or a checkpoint was refused by whoever was to answer with it. Keyed by
 * the name of the tokenizer or model; exactly one event of a job has a terminal state.
 *
 * @param id the job; {@code refused-} and the start of its SHA-256 for a checkpoint
 * @param subject the name of the tokenizer or model
 * @param stage what is being done, such as {@code counting words}
 * @param fraction of the job done, 0 to 1
 * @param trainingLoss nats per target token
 * @param validationLoss nats per target token
 * @param tokensPerSecond real (unpadded) tokens
 * @param reason why, for the states rejected, failed and cancelled, and for a training that
 *     completed early
 * @param validation what the validation loss means in other measures
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
        @Nullable ValidationFigures validation) {
    /** What is being trained. */
    public enum Work {
        @JsonProperty("tokenizer")
        TOKENIZER,
        @JsonProperty("model")
        MODEL
    }

    /** Where a job stands. */
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

        /** No further event of this job will follow. */
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
    }

    /** A job's state with nothing measured yet. */
    public static Progressed of(String id, String subject, Work work, State state) {
        return ProgressedBuilder.builder().id(id).subject(subject).work(work).state(state).build();
    }

    public Progressed withReason(String reason) {
        return ProgressedBuilder.builder(this).reason(reason).build();
    }
}

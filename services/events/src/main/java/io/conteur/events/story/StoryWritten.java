package io.conteur.events.story;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.conteur.events.ArtifactReference;
import io.conteur.events.EventChecks;
import io.conteur.events.InvalidEventException;
import io.conteur.events.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one terminal outcome of a prompt, with everything that reproduces the story. Keyed like its
 * prompt.
 *
 * @param id of the prompt
 * @param story the text, when cancelled that generated so far; absent when there is none
 * @param reason why there is no complete story
 * @param model that answered
 * @param checkpoint that generated it
 * @param step the training step of that checkpoint
 * @param logProbabilities of the story's tokens, when asked for
 * @param alternatives the stories after the first, when more than one was asked for
 * @param timings latencies; absent when nothing was generated
 */
@WithBuilder
public record StoryWritten(
        String id,
        Outcome outcome,
        Origin origin,
        String prompt,
        @Nullable String story,
        @Nullable String reason,
        @Nullable String model,
        @Nullable ArtifactReference checkpoint,
        @Nullable Long step,
        @Nullable SamplingSettings sampling,
        @Nullable Finish finish,
        @Nullable Integer promptTokens,
        @Nullable Integer storyTokens,
        @Nullable List<WrittenToken> logProbabilities,
        @Nullable List<StoryAlternative> alternatives,
        @Nullable StoryTimings timings) {
    /** The outcome of a prompt. */
    public enum Outcome {
        @JsonProperty("completed")
        COMPLETED,
        @JsonProperty("rejected")
        REJECTED,
        @JsonProperty("expired")
        EXPIRED,
        @JsonProperty("cancelled")
        CANCELLED,
        @JsonProperty("failed")
        FAILED
    }

    /** What caused the story: a prompt, or the sampling during a training. */
    public enum Origin {
        @JsonProperty("prompt")
        PROMPT,
        @JsonProperty("training")
        TRAINING
    }

    /** The finish reason of a completed story. */
    public enum Finish {
        @JsonProperty("end")
        END,
        @JsonProperty("length")
        LENGTH,
        /** A stop sequence; the story ends before it. */
        @JsonProperty("stop")
        STOP
    }

    public StoryWritten {
        EventChecks.name(id, "/id");
        EventChecks.name(model, "/model");
        EventChecks.between(step, 0, Long.MAX_VALUE, "/step");
        EventChecks.between(promptTokens, 0, Integer.MAX_VALUE, "/promptTokens");
        EventChecks.between(storyTokens, 0, Integer.MAX_VALUE, "/storyTokens");
        logProbabilities =
                EventChecks.list(logProbabilities, Integer.MAX_VALUE, "/logProbabilities");
        alternatives = EventChecks.list(alternatives, 15, "/alternatives");
        if (outcome == Outcome.COMPLETED && story == null) {
            throw new InvalidEventException("/story", "must be present when completed");
        }
        if (outcome != Outcome.COMPLETED && reason == null) {
            throw new InvalidEventException("/reason", "must be present unless completed");
        }
    }

    /** The outcome of a prompt without a story. */
    public static StoryWritten without(String id, Outcome outcome, String prompt, String reason) {
        return StoryWrittenBuilder.builder()
                .id(id)
                .outcome(outcome)
                .origin(Origin.PROMPT)
                .prompt(prompt)
                .reason(reason)
                .build();
    }
}

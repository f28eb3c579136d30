package io.conteur.events.story;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.conteur.events.ArtifactReference;
import io.conteur.events.EventChecks;
import io.conteur.events.InvalidEventException;
import io.conteur.events.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one terminal outcome of a prompt, with all it takes to write that story again. Keyed like its
 * prompt.
 *
 * @param id the prompt's id
 * @param story the text; what was written so far when cancelled, absent when nothing was
 * @param reason why there is no whole story
 * @param model the model that answered
 * @param checkpoint the weights that wrote it
 * @param step the training step of those weights
 * @param logProbabilities the story's tokens, one by one, when asked for
 * @param alternatives the stories after the first when more than one was asked for
 * @param timings how long it took; absent when nothing was written
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
    /** How a prompt ended. */
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

    /** Who asked for the story. */
    public enum Origin {
        @JsonProperty("prompt")
        PROMPT,
        @JsonProperty("training")
        TRAINING
    }

    /** Why a completed story stops where it does. */
    public enum Finish {
        @JsonProperty("end")
        END,
        @JsonProperty("length")
        LENGTH,
        /** One of the prompt's stop texts came; the story ends before it. */
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

    /** A prompt that got no story. */
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

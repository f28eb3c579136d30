package io.conteur.events.story;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.conteur.events.ArtifactReference;
import io.conteur.events.EventChecks;
import io.conteur.events.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for a story. Keyed by the prompt; an empty value under the same key cancels it.
 *
 * @param id of the story, unique within the record's key; when absent the record's CloudEvents id,
 *     or its position and time
 * @param model that answers; the one with the newest checkpoint when absent
 * @param temperature 0 is greedy: the likeliest token, always
 * @param topK sample from the K likeliest tokens; 0 from all
 * @param topP sample from the fewest likeliest tokens that together have this probability
 * @param seed of the sampling; derived from the id when absent
 * @param maxTokens of the story
 * @param minP sample from tokens of at least this probability relative to the likeliest
 * @param repetitionPenalty divides the logits of tokens that occur in the prompt or story
 * @param presencePenalty subtracted from the logits of tokens that occur in the story
 * @param frequencyPenalty subtracted from the logits for each time that a token occurs in the story
 * @param stop stop sequences, before which a story ends
 * @param minTokens of the story before the end token may be sampled
 * @param n number of stories; all are in the one outcome
 * @param logitBias added to the logits of single tokens
 * @param logProbabilities report those of every token, and of this many likeliest at its position
 * @param ignoreEnd generate past the end token, up to {@code maxTokens}
 * @param deadline RFC 3339 in UTC, after which an incomplete story expires
 * @param priority interactive when absent
 * @param checkpoint to answer with, even when there is a newer one
 */
@WithBuilder
public record PromptSubmitted(
        @Nullable String id,
        String prompt,
        @Nullable String model,
        @Nullable Double temperature,
        @Nullable Integer topK,
        @Nullable Double topP,
        @Nullable Long seed,
        @Nullable Integer maxTokens,
        @Nullable Double minP,
        @Nullable Double repetitionPenalty,
        @Nullable Double presencePenalty,
        @Nullable Double frequencyPenalty,
        @Nullable List<String> stop,
        @Nullable Integer minTokens,
        @Nullable Integer n,
        @Nullable List<LogitBias> logitBias,
        @Nullable Integer logProbabilities,
        @Nullable Boolean ignoreEnd,
        @Nullable String deadline,
        @Nullable Priority priority,
        @Nullable ArtifactReference checkpoint) {
    /** Code points of a prompt; even fewer may be too many tokens for its model. */
    public static final int MAX_LENGTH = 100_000;

    /** Which prompts are scheduled first. */
    public enum Priority {
        /** A person waits for it. */
        @JsonProperty("interactive")
        INTERACTIVE,
        /** Scheduled after interactive ones. */
        @JsonProperty("bulk")
        BULK
    }

    public PromptSubmitted {
        EventChecks.name(id, "/id");
        EventChecks.notBlank(prompt, "/prompt");
        EventChecks.text(prompt, MAX_LENGTH, "/prompt");
        EventChecks.name(model, "/model");
        EventChecks.between(temperature, 0, 100, "/temperature");
        EventChecks.between(topK, 0, 1_000_000, "/topK");
        EventChecks.between(topP, 0, 1, "/topP");
        EventChecks.between(maxTokens, 1, 1_000_000, "/maxTokens");
        EventChecks.between(minP, 0, 1, "/minP");
        EventChecks.between(repetitionPenalty, 0.01, 10, "/repetitionPenalty");
        EventChecks.between(presencePenalty, -2, 2, "/presencePenalty");
        EventChecks.between(frequencyPenalty, -2, 2, "/frequencyPenalty");
        stop = EventChecks.stop(stop);
        EventChecks.between(minTokens, 0, 1_000_000, "/minTokens");
        EventChecks.between(n, 1, 16, "/n");
        logitBias = EventChecks.list(logitBias, 300, "/logitBias");
        EventChecks.between(logProbabilities, 0, 20, "/logProbabilities");
        EventChecks.instant(deadline, "/deadline");
    }

    /** A prompt with all defaults. */
    public static PromptSubmitted of(String prompt) {
        return PromptSubmittedBuilder.builder().prompt(prompt).build();
    }

    public PromptSubmitted withId(String id) {
        return PromptSubmittedBuilder.builder(this).id(id).build();
    }
}

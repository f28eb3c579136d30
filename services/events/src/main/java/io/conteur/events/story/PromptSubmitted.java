package io.conteur.events.story;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.conteur.events.ArtifactReference;
import io.conteur.events.EventChecks;
import io.conteur.events.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody wants a story. Keyed by the prompt; an empty value under the same key cancels it.
 *
 * @param id names the story, within the record's key; the record's CloudEvents id, or its position
 *     and time, when absent
 * @param model the model that shall answer; the one with the newest checkpoint when absent
 * @param temperature 0 always takes the likeliest token
 * @param topK sample among the K likeliest tokens; 0 among all
 * @param topP sample among the likeliest tokens that together have this probability
 * @param seed decides the story; derived from the id when absent
 * @param maxTokens tokens the story may have at most
 * @param minP sample among tokens at least this many times as likely as the likeliest
 * @param repetitionPenalty divides the scores of tokens that prompt or story hold already
 * @param presencePenalty taken from the scores of tokens that the story holds already
 * @param frequencyPenalty taken from the scores for each time that the story holds a token
 * @param stop texts that end a story before them
 * @param minTokens tokens the story has before it may end
 * @param n stories to this prompt; all come in its one outcome
 * @param logitBias corrections of single tokens' scores
 * @param logProbabilities say how likely each token was, and so many others in its place
 * @param ignoreEnd write on past the end, up to {@code maxTokens}
 * @param deadline RFC 3339 in UTC; what is not written by then expires
 * @param priority interactive when absent
 * @param checkpoint the weights that shall answer, whatever came since
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
    /** Characters; a prompt within it can still have too many tokens for its model. */
    public static final int MAX_LENGTH = 100_000;

    /** Whose turn it is when there is more to do than can be done. */
    public enum Priority {
        /** Somebody waits for it. */
        @JsonProperty("interactive")
        INTERACTIVE,
        /** Gives way to those. */
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

    /** A prompt and nothing else, as somebody types it. */
    public static PromptSubmitted of(String prompt) {
        return PromptSubmittedBuilder.builder().prompt(prompt).build();
    }

    public PromptSubmitted withId(String id) {
        return PromptSubmittedBuilder.builder(this).id(id).build();
    }
}

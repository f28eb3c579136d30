package io.conteur.events;

import org.jspecify.annotations.Nullable;

/**
 * Somebody wants a story. Keyed by the prompt; an empty value under the same key cancels it.
 *
 * @param id names the story; the record's CloudEvents id or position when absent
 * @param model the model that shall answer; the one with the newest checkpoint when absent
 * @param temperature 0 always takes the likeliest token
 * @param topK sample among the K likeliest tokens; 0 among all
 * @param topP sample among the likeliest tokens that together have this probability
 * @param seed decides the story; derived from the id when absent
 * @param maxTokens tokens the story may have at most
 */
public record PromptSubmitted(
        @Nullable String id,
        String prompt,
        @Nullable String model,
        @Nullable Double temperature,
        @Nullable Integer topK,
        @Nullable Double topP,
        @Nullable Long seed,
        @Nullable Integer maxTokens) {
    /** Characters; a prompt within it can still have too many tokens for its model. */
    public static final int MAX_LENGTH = 100_000;

    public PromptSubmitted {
        Check.name(id, "/id");
        Check.notBlank(prompt, "/prompt");
        Check.text(prompt, MAX_LENGTH, "/prompt");
        Check.name(model, "/model");
        Check.between(temperature, 0, 100, "/temperature");
        Check.between(topK, 0, 1_000_000, "/topK");
        Check.between(topP, 0, 1, "/topP");
        Check.between(maxTokens, 1, 1_000_000, "/maxTokens");
    }

    /** A prompt and nothing else, as somebody types it. */
    public static PromptSubmitted of(String prompt) {
        return new PromptSubmitted(null, prompt, null, null, null, null, null, null);
    }

    public PromptSubmitted withId(String id) {
        return new PromptSubmitted(id, prompt, model, temperature, topK, topP, seed, maxTokens);
    }
}

package io.conteur.httpapi.request;

import io.conteur.events.story.PromptSubmitted;
import org.jspecify.annotations.Nullable;

/**
 * A request for a completion, of text or of a chat.
 *
 * @param prompt without id and model
 * @param model as named by the request: a model or a checkpoint
 * @param stream whether the story is sent while it is generated
 * @param includeUsage whether a stream ends with a count of tokens
 */
public record OpenAiRequest(
        Endpoint endpoint,
        PromptSubmitted prompt,
        @Nullable String model,
        boolean stream,
        boolean includeUsage) {}

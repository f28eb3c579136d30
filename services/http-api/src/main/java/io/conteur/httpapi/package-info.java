/**
 * OpenAI's HTTP API over the prompt event: a request becomes a {@code PromptSubmitted}, and what
 * {@code story-parts} and {@code stories} say of it becomes the response.
 *
 * <pre>
 * web.ApiRoutes → request.RequestReader → asking.StoryRequests → prompts
 *                                                                   │
 * web.Exchange ← format.AnswerFormat ← answers.Answer ← answers.AnswerBoard ← story-parts, stories
 * </pre>
 *
 * <p>Begin with {@code web.ApiRoutes}.
 */
@NullMarked
package io.conteur.httpapi;

import org.jspecify.annotations.NullMarked;

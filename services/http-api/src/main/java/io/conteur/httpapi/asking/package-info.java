/**
 * Admits requests, publishes their prompts, and cancels those that no client waits for. Begin with
 * {@code StoryRequests}.
 */
@NullMarked
package io.conteur.httpapi.asking;

import org.jspecify.annotations.NullMarked;

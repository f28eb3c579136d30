package io.conteur.events.story;

import io.conteur.events.EventChecks;

/**
 * When a story came to what, in milliseconds since a worker took its prompt. Written again, it has
 * others.
 *
 * @param queuedMillis until there was room for it in the batch
 * @param firstTokenMillis until its first token
 * @param lastTokenMillis until its last token; of several stories, the last of any
 */
public record StoryTimings(double queuedMillis, double firstTokenMillis, double lastTokenMillis) {
    public StoryTimings {
        EventChecks.measured(queuedMillis, "/timings/queuedMillis");
        EventChecks.measured(firstTokenMillis, "/timings/firstTokenMillis");
        EventChecks.measured(lastTokenMillis, "/timings/lastTokenMillis");
    }
}

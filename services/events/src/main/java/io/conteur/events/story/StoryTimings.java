package io.conteur.events.story;

import io.conteur.events.EventChecks;

/**
 * Latencies of a story, in milliseconds since its prompt was received. They differ when the story
 * is generated again.
 *
 * @param queuedMillis until it joined the batch
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
